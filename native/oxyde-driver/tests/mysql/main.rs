//! The MySQL driver against a real server: types both ways, errors, transactions, deadlines, losses, restarts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod errors;
mod limits;
mod losses;
mod server;
#[path = "../stream_reader/mod.rs"]
mod stream_reader;
mod streams;
mod support;
mod tls;
mod transactions;
mod types;
