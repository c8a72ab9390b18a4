//! The PostgreSQL driver against a real server: types both ways, errors, transactions, deadlines, losses, TLS.

mod errors;
mod limits;
mod losses;
mod support;
mod tls;
mod transactions;
mod types;
