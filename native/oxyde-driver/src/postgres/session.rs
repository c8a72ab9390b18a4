//! One connection and what is known about it: its statements, whether it is busy, in a transaction, or changed by raw SQL.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxyde_wire::Failure;
use tokio::task::AbortHandle;
use tokio_postgres::{Client, Statement};

use super::connect::Connector;
use super::error;
use super::rows::RowReader;
use crate::statement_cache::StatementCache;

/// So many statements may be on their way on one shared connection.
const LONGEST_QUEUE: usize = 32;

/// DISCARD ALL, except that prepared statements stay: ours are as good as before.
const RESET: &str = "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); \
                     DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES";

/// A statement that the server keeps, and how its rows are read.
pub struct Prepared {
    pub statement: Statement,
    pub reader: RowReader,
}

/// A connection, which several callers may use for plain reads.
pub struct Link {
    pub client: Client,
    pub connector: Connector,
    /// As the server says it.
    pub version: String,
    task: AbortHandle,
    statements: Mutex<StatementCache<Arc<Prepared>>>,
    /// The server is of no more use for this pool.
    is_finished: AtomicBool,
}

impl Link {
    /// Whether the connection is open, as far as is known, and on a server that is of use.
    pub fn is_usable(&self) -> bool {
        !self.is_finished.load(Ordering::Acquire) && !self.client.is_closed()
    }

    /// Takes no more statements.
    pub fn finish(&self) {
        self.is_finished.store(true, Ordering::Release);
    }

    /// Closes the connection now; what the server still sends is lost.
    pub fn hang_up(&self) {
        self.finish();
        self.task.abort();
    }

    /// The kept statement of this number.
    pub fn prepared(&self, id: u64) -> Option<Arc<Prepared>> {
        self.statements().get(id).map(|prepared| Arc::clone(prepared))
    }

    /// Keeps a statement; those that are too many are closed when nobody runs them any more.
    pub fn keep(&self, id: u64, prepared: Arc<Prepared>) {
        let mut excess = Vec::new();
        {
            let mut statements = self.statements();
            statements.insert(id, prepared);
            while let Some(statement) = statements.pop_excess() {
                excess.push(statement);
            }
        }
        // Outside the lock: closing a statement sends a message.
        drop(excess);
    }

    /// Forgets a statement that has to be prepared again.
    pub fn forget(&self, id: u64) {
        self.statements().remove(id);
    }

    /// Runs SQL of the driver's own.
    pub async fn command(&self, sql: &str) -> Result<(), Failure> {
        self.client.batch_execute(sql).await.map_err(|error| error::from_postgres(&error))
    }

    fn statements(&self) -> MutexGuard<'_, StatementCache<Arc<Prepared>>> {
        // The cache is whole between any two of its calls, so a poisoned lock is still good.
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handle of a connection; what only its sole owner may do is known here.
pub struct Session {
    pub link: Arc<Link>,
    /// Something was sent whose answer was not read to its end.
    pub is_busy: bool,
    pub is_in_transaction: bool,
    /// Raw SQL ran that may have changed settings, locks or temporary tables.
    pub may_have_changed: bool,
    /// The server's own limit of a statement is another one.
    pub has_other_limit: bool,
}

impl Session {
    /// A connection that was just opened.
    pub fn new(client: Client, task: AbortHandle, version: String, connector: Connector) -> Self {
        let statements = Mutex::new(StatementCache::new(connector.options().statement_cache_size as usize));
        Self::of(Arc::new(Link { client, connector, version, task, statements, is_finished: AtomicBool::new(false) }))
    }

    fn of(link: Arc<Link>) -> Self {
        Self { link, is_busy: false, is_in_transaction: false, may_have_changed: false, has_other_limit: false }
    }

    /// Another handle, when there is room for one more statement.
    pub fn share(&self) -> Option<Self> {
        let users = Arc::strong_count(&self.link) - 1;
        (users < LONGEST_QUEUE && self.link.is_usable()).then(|| Self::of(self.link.clone()))
    }

    /// How many others use the connection.
    pub fn others(&self) -> usize {
        // The pool keeps a handle, too.
        Arc::strong_count(&self.link).saturating_sub(2)
    }

    /// Whether it may go to another caller as it is.
    pub fn is_clean(&self) -> bool {
        !self.is_busy && !self.is_in_transaction && !self.may_have_changed && !self.has_other_limit
    }

    /// Makes it fit for the next caller; `false` when it cannot be.
    pub async fn clean(&mut self) -> bool {
        if self.is_busy {
            self.stop().await;
            return false;
        }
        // In one round trip, and each in its own: a reset cannot be part of a transaction.
        let is_changed = self.may_have_changed;
        let rollback = async { if is_changed || self.is_in_transaction { self.link.command("ROLLBACK").await } else { Ok(()) } };
        let reset = async { if is_changed { self.link.command(RESET).await } else { Ok(()) } };
        let limit = async { if self.has_other_limit { self.link.command("RESET statement_timeout").await } else { Ok(()) } };
        let (rollback, reset, limit) = tokio::join!(rollback, reset, limit);
        if rollback.and(reset).and(limit).is_err() {
            return false;
        }
        (self.is_in_transaction, self.may_have_changed, self.has_other_limit) = (false, false, false);
        true
    }

    /// Says goodbye, which the connection does by itself when nobody has a handle of it.
    pub async fn close(self) {
        if self.is_busy {
            self.stop().await;
        }
    }

    /// Stops what runs and closes the connection: a late request to cancel might hit whatever runs next.
    async fn stop(&self) {
        self.link.finish();
        self.link.connector.cancel(&self.link.client).await;
        self.link.hang_up();
    }
}
