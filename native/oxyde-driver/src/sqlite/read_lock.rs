//! A read lock of the WAL that is held for a moment while many reads come, so that each of them need not ask the system for one.
//!
//! PERF: to lock and to unlock are two system calls, a third of the time of a row by its key (`npm run bench -- --database sqlite
//! --tests select_pk`). Where another connection of the process holds the same lock already, SQLite only counts. Each read still
//! sees all that was committed before it: the lock is shared, the state of the database is not.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Duration;

use tokio::runtime::Handle as Runtime;

use super::connect::Handle;
use super::locked;
use super::watch::Limits;

/// So many reads are worth a lock.
const READS: u32 = 16;
/// How long it is held, and how long it is not held then: while it is, the WAL cannot begin anew after commits of other processes.
const HELD: Duration = Duration::from_millis(8);
const PAUSE: Duration = Duration::from_millis(1);

/// Holds the lock with a connection of its own.
pub struct ReadLock {
    /// Absent before the database is opened and after it is closed.
    connection: Mutex<Option<Handle>>,
    reads: AtomicU32,
    /// It is held, or pauses.
    is_busy: AtomicBool,
    runtime: Runtime,
}

impl ReadLock {
    /// Without a connection yet. Must be called within the runtime, whose clock ends what is held.
    pub fn new() -> Arc<Self> {
        let (reads, is_busy) = (AtomicU32::new(0), AtomicBool::new(false));
        Arc::new(Self { connection: Mutex::default(), reads, is_busy, runtime: Runtime::current() })
    }

    /// Takes the connection that holds the lock, or gives it up.
    pub fn set(&self, connection: Option<Handle>) {
        *locked(&self.connection) = connection;
    }

    /// Another read is about to run.
    pub fn note_read(self: &Arc<Self>) {
        let reads = self.reads.fetch_add(1, Ordering::Relaxed);
        if reads % READS == READS - 1 && !self.is_busy.load(Ordering::Relaxed) {
            self.hold();
        }
    }

    /// Lets go of the lock; it is not taken again before the guard is dropped.
    pub fn released(&self) -> MutexGuard<'_, Option<Handle>> {
        let mut place = locked(&self.connection);
        let_go(&mut place);
        place
    }

    /// Never waits: reads are right without the lock as well.
    fn hold(self: &Arc<Self>) {
        let Some(mut place) = self.try_place() else { return };
        let Some(connection) = place.as_mut() else { return };
        let limits = Limits { budget: Some(connection.settings.inline_budget()), ..Limits::default() };
        if connection.run_plain_within("BEGIN; SELECT count(*) FROM sqlite_schema", limits).is_err() {
            return let_go(&mut place);
        }
        self.is_busy.store(true, Ordering::Relaxed);
        let lock = Arc::downgrade(self);
        self.runtime.spawn(async move {
            tokio::time::sleep(HELD).await;
            // Whoever has the connection now has let go of the lock, too.
            lock.upgrade().and_then(|lock| lock.try_place().map(|mut place| let_go(&mut place)));
            tokio::time::sleep(PAUSE).await;
            if let Some(lock) = lock.upgrade() {
                lock.is_busy.store(false, Ordering::Relaxed);
            }
        });
    }

    fn try_place(&self) -> Option<MutexGuard<'_, Option<Handle>>> {
        match self.connection.try_lock() {
            Ok(place) => Some(place),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}

/// A connection that cannot let go is closed, which does.
fn let_go(place: &mut Option<Handle>) {
    if place.as_ref().is_some_and(|connection| connection.roll_back_open().is_err()) {
        *place = None;
    }
}
