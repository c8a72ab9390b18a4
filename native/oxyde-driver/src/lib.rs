//! Pools, transactions and rows of PostgreSQL, MySQL/MariaDB and SQLite; text and values in, cells out.

mod address;
mod api;
mod calendar;
mod canonical;
mod control;
mod mysql;
mod options;
mod pool;
mod postgres;
mod roots;
mod sqlite;
mod statement_cache;

pub use api::{
    Bind, CompiledStatement, Driver, Inline, Isolation, PoolStatistics, Run, ServerProfile, Transaction, TransactionOptions, open,
};
pub use control::{CHUNK_BYTES, Control, Halt, Outlet};
pub use options::{DataSourceOptions, PoolOptions, SqliteOptions, TlsMode, TlsOptions};
pub use oxyde_wire::{Access, Dialect};
