//! One connection and what is known about it: its statements, whether it is busy, in a transaction, or changed by raw SQL.

use std::time::Duration;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Statement};
use oxyde_wire::{ErrorKind, Failure};

use super::connect::{Connector, hang_up, seconds};
use super::error;
use super::server::Server;
use crate::CompiledStatement;
use crate::statement_cache::StatementCache;

/// The statement that prepares what only the text protocol takes.
const ER_UNSUPPORTED_PS: u16 = 1295;
const ER_MAX_PREPARED_STMT_COUNT_REACHED: u16 = 1461;

/// Seconds that the server waits for the reader of a stream; it gives others up after one minute.
const SLOW_READER: u32 = 31_536_000;

/// A connection with its state.
pub struct Session {
    // INVARIANT: some until the session is closed or dropped.
    conn: Option<Conn>,
    id: u32,
    pub server: Server,
    connector: Connector,
    /// `None` stands for a statement that the server takes as text only.
    statements: StatementCache<Option<Statement>>,
    /// The server's own limit of a statement in this session.
    limit: Option<Duration>,
    allows_slow_reader: bool,
    /// Something was sent whose answer was not read to its end.
    pub is_busy: bool,
    pub is_in_transaction: bool,
    /// Raw SQL ran that may have changed variables, locks or temporary tables.
    pub may_have_changed: bool,
    /// The server is of no more use for this pool.
    pub is_finished: bool,
}

impl Session {
    /// A connection that was just set up.
    pub fn new(conn: Conn, server: Server, connector: Connector) -> Self {
        let statements = StatementCache::new(connector.options().statement_cache_size as usize);
        let limit = connector.options().statement_timeout();
        Self {
            id: conn.id(),
            conn: Some(conn),
            server,
            connector,
            statements,
            limit,
            allows_slow_reader: false,
            is_busy: false,
            is_in_transaction: false,
            may_have_changed: false,
            is_finished: false,
        }
    }

    /// The number of the connection on the server.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Where the connection came from.
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// # Errors
    /// `ConnectionLost` when the connection was closed.
    pub fn conn(&mut self) -> Result<&mut Conn, Failure> {
        self.conn.as_mut().ok_or_else(|| error::lost(""))
    }

    /// Whether the connection is open, as far as is known, and on a server that is of use.
    pub fn is_usable(&self) -> bool {
        !self.is_finished && self.conn.as_ref().is_some_and(|conn| !conn.is_disconnected())
    }

    /// Whether it may go to another caller as it is.
    pub fn is_clean(&self) -> bool {
        !self.is_busy && !self.is_in_transaction && !self.may_have_changed
    }

    /// Closes the connection now; what the server still sends is lost.
    pub fn hang_up(&mut self) {
        self.is_finished = true;
        if let Some(conn) = self.conn.take() {
            hang_up(conn);
        }
    }

    /// Says goodbye.
    pub async fn close(mut self) {
        if let Some(conn) = self.conn.take() {
            let _ = conn.disconnect().await;
        }
    }

    /// Whether the server answers.
    pub async fn ping(&mut self) -> bool {
        match self.conn.as_mut() {
            Some(conn) => conn.ping().await.is_ok(),
            None => false,
        }
    }

    /// Makes it fit for the next caller; `false` when it cannot be.
    pub async fn clean(&mut self) -> bool {
        let connector = self.connector.clone();
        let Some(conn) = self.conn.as_mut().filter(|_| !self.is_busy) else { return false };
        if self.may_have_changed {
            // Rolls back, too, and throws the prepared statements away.
            self.statements.clear();
            self.limit = connector.options().statement_timeout();
            self.allows_slow_reader = false;
            self.may_have_changed = !connector.reset(conn).await;
            self.is_in_transaction &= self.may_have_changed;
        } else if self.is_in_transaction {
            self.is_in_transaction = conn.query_drop("ROLLBACK").await.is_err();
        }
        self.is_clean()
    }

    /// Runs SQL of the driver's own that has no result.
    pub async fn command(&mut self, sql: &str) -> Result<(), Error> {
        match self.conn.as_mut() {
            Some(conn) => conn.query_drop(sql).await,
            None => Err(mysql_async::DriverError::ConnectionClosed.into()),
        }
    }

    /// Sees to it that the server's own limit does not stop a statement that may take longer.
    pub async fn allow(&mut self, wanted: Option<Duration>) -> Result<(), Failure> {
        let is_enough = match (self.limit, wanted) {
            (None, _) => true,
            (Some(limit), Some(wanted)) => wanted <= limit,
            (Some(_), None) => false,
        };
        if is_enough {
            return Ok(());
        }
        let milliseconds = wanted.map_or(0, |limit| limit.as_millis() as u64);
        let sql = match self.server.is_mariadb {
            true => format!("SET SESSION max_statement_time = {}", seconds(milliseconds)),
            false => format!("SET SESSION max_execution_time = {milliseconds}"),
        };
        self.command(&sql).await.map_err(|error| error::from_mysql(&error).with_retry_safe())?;
        self.limit = wanted;
        Ok(())
    }

    /// Sees to it that the server does not give up a reader who takes his time.
    pub async fn allow_slow_reader(&mut self) -> Result<(), Failure> {
        if self.allows_slow_reader {
            return Ok(());
        }
        let sql = format!("SET SESSION net_write_timeout = {SLOW_READER}");
        self.command(&sql).await.map_err(|error| error::from_mysql(&error).with_retry_safe())?;
        self.allows_slow_reader = true;
        Ok(())
    }

    /// The prepared statement; `None` when the server takes it as text only.
    ///
    /// # Errors
    /// The server's answer. Nothing was run, so the statement may be sent again.
    pub async fn prepare(&mut self, compiled: &CompiledStatement, sql: &str) -> Result<Option<Statement>, Failure> {
        if let Some(known) = self.statements.get(compiled.id) {
            return Ok(known.clone());
        }
        let prepared = match self.conn()?.prep(sql).await {
            Err(Error::Server(refusal)) if refusal.code == ER_MAX_PREPARED_STMT_COUNT_REACHED => {
                self.forget_all().await?;
                self.conn()?.prep(sql).await
            }
            outcome => outcome,
        };
        let statement = match prepared {
            Ok(statement) => Some(statement),
            Err(Error::Server(refusal)) if refusal.code == ER_UNSUPPORTED_PS && compiled.binds.is_empty() => None,
            Err(error) => return Err(not_prepared(&error)),
        };
        self.statements.insert(compiled.id, statement.clone());
        Ok(statement)
    }

    /// Closes the statements that are too many, the longest unused ones.
    pub async fn trim(&mut self) -> Result<(), Error> {
        while let Some(statement) = self.statements.pop_excess() {
            if let (Some(conn), Some(statement)) = (self.conn.as_mut(), statement) {
                conn.close(statement).await?;
            }
        }
        Ok(())
    }

    /// Forgets one statement that the server does not know any more.
    pub fn forget(&mut self, id: u64) {
        self.statements.remove(id);
    }

    async fn forget_all(&mut self) -> Result<(), Failure> {
        for statement in self.statements.take_all().into_iter().flatten() {
            self.conn()?.close(statement).await.map_err(|error| not_prepared(&error))?;
        }
        Ok(())
    }

    /// Whether the server says that a transaction is open, in its last answer.
    pub fn server_is_in_transaction(&self) -> bool {
        let answer = self.conn.as_ref().and_then(Conn::last_ok_packet);
        answer.is_some_and(|answer| answer.status_flags().contains(mysql_async::consts::StatusFlags::SERVER_STATUS_IN_TRANS))
    }
}

/// A connection that is dropped in the middle of an answer is not read to the end.
impl Drop for Session {
    fn drop(&mut self) {
        if self.is_busy {
            self.hang_up();
        }
    }
}

fn not_prepared(error: &Error) -> Failure {
    let failure = error::from_mysql(error);
    if failure.kind == ErrorKind::ConnectionLost { failure.with_retry_safe() } else { failure }
}
