//! The MySQL driver against a real server: types both ways, errors, transactions, deadlines, losses, restarts.

mod errors;
mod limits;
mod losses;
mod server;
mod support;
mod tls;
mod transactions;
mod types;
