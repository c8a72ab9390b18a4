//! What a driver promises: the seam between the funnel and the three databases.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use oxyde_wire::{Access, ColumnType, Completed, Dialect, Failure, FrameSink, ResultShape, Value};

use crate::DataSourceOptions;
use crate::control::{Control, Outlet};

/// A parameter as the statement takes it.
#[derive(Clone, Debug)]
pub struct Bind {
    pub column_type: ColumnType,
    /// The value is a list: an array on PostgreSQL, JSON text on SQLite; the compiler spreads it on MySQL.
    pub is_list: bool,
}

/// SQL text ready to be prepared.
#[derive(Debug)]
pub struct CompiledStatement {
    /// Never used twice in a process: the key of the connections' caches of prepared statements.
    pub id: u64,
    pub sql: String,
    /// The parameters in the order of the placeholders.
    pub binds: Vec<Bind>,
    /// The result's columns; `None` when the driver has to find them out (raw SQL); empty when there are no rows.
    pub shape: Option<ResultShape>,
    pub access: Access,
}

/// One statement to run.
pub struct Run {
    pub statement: Arc<CompiledStatement>,
    /// In the order of `statement.binds`.
    pub parameters: Vec<Value>,
    /// A deadline of its own; the data source's default when absent.
    pub timeout: Option<Duration>,
    /// Ends it early; a run that has one is alone on its connection.
    pub control: Option<Arc<Control>>,
    /// Where its rows go before it has all of them, with the same control.
    pub outlet: Option<Outlet>,
    pub sink: FrameSink,
}

/// What came of an attempt to run on the calling thread.
pub enum Inline {
    Done(Result<Completed, Failure>),
    /// Not here: it has to be executed the ordinary way. The run is as it was.
    Deferred(Box<Run>),
}

/// What the connected server is and can do.
#[derive(Clone, Debug)]
pub struct ServerProfile {
    pub dialect: Dialect,
    pub is_mariadb: bool,
    /// As the server says it.
    pub version: String,
    /// major * 10000 + minor * 100 + patch.
    pub version_number: u32,
    /// Whether INSERT has RETURNING.
    pub has_insert_returning: bool,
    /// Whether UPDATE and DELETE have RETURNING.
    pub has_update_returning: bool,
    /// The most parameters of one statement.
    pub max_parameters: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    ReadUncommitted,
    ReadCommitted,
    RepeatableRead,
    Serializable,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct TransactionOptions {
    pub isolation: Option<Isolation>,
    pub is_read_only: bool,
    /// After this long the transaction is rolled back and its statements fail with `TransactionTimeout`.
    pub timeout: Option<Duration>,
}

/// Counts of one pool at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolStatistics {
    pub size: u32,
    pub idle: u32,
    /// Callers waiting for a connection.
    pub waiting: u32,
    pub max: u32,
}

/// One database behind its pool. Dropping it closes everything.
pub trait Driver: Send + Sync {
    /// Opens the first connection (when none is open) and says what the server is.
    fn connect(&self) -> BoxFuture<'_, Result<ServerProfile, Failure>>;
    /// Runs one statement on a connection of the pool.
    fn execute(&self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>>;
    /// Runs it at once on the calling thread, when that is sure not to hold it up.
    fn execute_inline(&self, run: Run) -> Inline {
        Inline::Deferred(Box::new(run))
    }
    /// Whether `execute_inline` is worth a call.
    fn runs_inline(&self) -> bool {
        false
    }
    /// Takes a connection and opens a transaction on it.
    fn begin(&self, options: TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Transaction>, Failure>>;
    fn statistics(&self) -> PoolStatistics;
    /// Takes no more work, lets running work end until the deadline, then closes the connections.
    fn close(&self, deadline: Duration) -> BoxFuture<'_, Result<(), Failure>>;
}

/// An open transaction: one connection, statements in order. Dropping it rolls back (with a deadline) or closes the connection.
pub trait Transaction: Send {
    fn execute(&mut self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>>;
    /// Runs statements in order, sent together where the protocol allows it; one answer for each.
    fn execute_all(&mut self, runs: Vec<Run>) -> BoxFuture<'_, Vec<Result<Completed, Failure>>>;
    /// Opens the savepoint of this number; the name is the driver's.
    fn savepoint(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>>;
    fn release(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>>;
    fn rollback_to(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>>;
    /// Fails with `TransactionRolledBack` when the server rolled back instead, with `CommitOutcomeUnknown` when the answer was lost.
    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>>;
    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>>;
}

/// Makes the driver of a data source; nothing is connected yet. Must be called within the runtime that will run it.
///
/// # Errors
/// `InvalidOptions` when the address or an option makes no sense.
pub fn open(options: DataSourceOptions) -> Result<Arc<dyn Driver>, Failure> {
    let options = Arc::new(options.checked()?);
    match options.dialect()? {
        Dialect::Postgres => crate::postgres::open(options),
        Dialect::Mysql => crate::mysql::open(options),
        Dialect::Sqlite => crate::sqlite::open(options),
    }
}
