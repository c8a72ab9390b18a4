//! Pools, transactions and rows of PostgreSQL, MySQL/MariaDB and SQLite; text and values in, cells out.

mod api;
mod mysql;
mod pool;
mod postgres;
mod sqlite;
mod options;

pub use api::{
    Access, Bind, CompiledStatement, Driver, Inline, Isolation, PoolStatistics, Run, ServerProfile, Transaction, TransactionOptions, open,
};
pub use options::{DataSourceOptions, Dialect, PoolOptions, SqliteOptions, TlsMode, TlsOptions};
