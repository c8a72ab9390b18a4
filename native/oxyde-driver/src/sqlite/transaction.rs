//! A transaction: it holds a connection from BEGIN to the end and runs its statements in order.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use futures_util::future::BoxFuture;
use oxyde_wire::{Completed, ErrorKind, Failure};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::control::{COMMIT, MEMBER_BEGIN, MEMBER_END, MEMBER_UNDO, fresh_sink};
use super::lane::Lease;
use super::settings::closed;
use super::statement::{Counts, Trouble};
use super::watch::{Limits, Stop, Ticket};
use super::work::{Asked, WorkGuard};
use super::writer::limits_of;
use super::{locked, sql};
use crate::{Access, Inline, Run, Transaction, TransactionOptions};

/// Why a transaction takes no more statements.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// Committed or rolled back by its owner.
    Finished,
    /// SQLite rolled it back by itself after a failure.
    RolledBack,
    TimedOut,
    Closed,
}

impl End {
    fn failure(self) -> Failure {
        match self {
            Self::Finished => Failure::new(ErrorKind::TransactionClosed, "the transaction has ended; open another one"),
            Self::RolledBack => Failure::new(
                ErrorKind::TransactionRolledBack,
                "the database rolled the transaction back after a failed statement; run all of it again",
            ),
            Self::TimedOut => Failure::new(
                ErrorKind::TransactionTimeout,
                "the transaction outlived its timeout and was rolled back; make it shorter or raise the timeout",
            ),
            Self::Closed => closed(),
        }
    }
}

enum Slot {
    Here(Lease),
    /// A statement runs on a thread of the lane.
    Away,
    /// A statement runs on a thread of the lane; when it is over, the transaction has ended this way.
    Ending(End),
    Ended(End),
}

/// The connection of a transaction, shared by its owner, the thread that runs a statement and the timer.
pub struct Held {
    slot: Mutex<Slot>,
    returned: Notify,
    deadline: Option<Instant>,
}

impl Held {
    fn new(lease: Lease, deadline: Option<Instant>) -> Arc<Self> {
        Arc::new(Self { slot: Mutex::new(Slot::Here(lease)), returned: Notify::new(), deadline })
    }

    /// Takes the connection for one statement; waits for a statement before whose caller went away.
    async fn take(&self) -> Result<Lease, Failure> {
        loop {
            let returned = self.returned.notified();
            if let Some(taken) = self.try_take() {
                return taken;
            }
            returned.await;
        }
    }

    /// `None` while a statement runs.
    fn try_take(&self) -> Option<Result<Lease, Failure>> {
        let mut slot = locked(&self.slot);
        match std::mem::replace(&mut *slot, Slot::Away) {
            Slot::Here(lease) => Some(Ok(lease)),
            Slot::Away => None,
            Slot::Ending(end) => {
                *slot = Slot::Ending(end);
                None
            }
            Slot::Ended(end) => {
                *slot = Slot::Ended(end);
                Some(Err(end.failure()))
            }
        }
    }

    /// Brings the connection back after a statement; gives the failure when that was the end of the transaction.
    fn put_back(&self, lease: Lease) -> Result<(), Failure> {
        // INVARIANT: the guard is dropped before a lease that did not go into the slot, which rolls back as it is dropped.
        let mut slot = locked(&self.slot);
        let next = match std::mem::replace(&mut *slot, Slot::Away) {
            Slot::Ending(end) => Slot::Ended(end),
            _ if self.is_overdue() => Slot::Ended(End::TimedOut),
            _ if lease.is_autocommit() => Slot::Ended(End::RolledBack),
            _ => Slot::Here(lease),
        };
        let ended = match &next {
            Slot::Ended(end) => Err(end.failure()),
            _ => Ok(()),
        };
        *slot = next;
        self.returned.notify_one();
        ended
    }

    /// No statement runs beyond the end of its transaction.
    fn limits(&self, limits: Limits) -> Limits {
        Limits { deadline: limits.deadline.into_iter().chain(self.deadline).min(), ..limits }
    }

    fn is_overdue(&self) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Marks the transaction as ended; what is open is rolled back on a thread of the lane.
    pub fn end(&self, end: End) {
        let lease = {
            let mut slot = locked(&self.slot);
            match std::mem::replace(&mut *slot, Slot::Ended(end)) {
                Slot::Here(lease) => lease,
                Slot::Away | Slot::Ending(_) => {
                    *slot = Slot::Ending(end);
                    return;
                }
                Slot::Ended(before) => {
                    *slot = Slot::Ended(before);
                    return;
                }
            }
        };
        let lane = Arc::clone(lease.lane());
        lane.send(Box::new(move || drop(lease)));
    }
}

/// The transaction of an engine's executor.
pub struct SqliteTransaction {
    held: Arc<Held>,
    timer: Option<JoinHandle<()>>,
    _work: WorkGuard,
}

impl SqliteTransaction {
    /// Takes over a connection on which a transaction is open.
    pub fn new(lease: Lease, options: TransactionOptions, work: WorkGuard) -> Self {
        let deadline = options.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let held = Held::new(lease, deadline);
        let timer = deadline.map(|deadline| {
            let held = Arc::clone(&held);
            tokio::spawn(async move {
                tokio::time::sleep_until(deadline.into()).await;
                held.end(End::TimedOut);
            })
        });
        Self { held, timer, _work: work }
    }

    /// The connection that it holds, for closing.
    pub fn held(&self) -> &Arc<Held> {
        &self.held
    }

    async fn run(&mut self, run: Run) -> Result<Completed, Failure> {
        if run.statement.access == Access::Raw {
            sql::check_raw(&run.statement.sql)?;
        }
        let lease = self.held.take().await?;
        if run.outlet.is_some() {
            let held = Arc::clone(&self.held);
            return on_thread(lease, move |lease, ticket| run_held(&held, lease, run, &ticket)).await;
        }
        match run_here(&self.held, lease, run) {
            Inline::Done(result) => result,
            Inline::Deferred(run) => {
                let lease = self.held.take().await?;
                let held = Arc::clone(&self.held);
                on_thread(lease, move |lease, ticket| run_held(&held, lease, *run, &ticket)).await
            }
        }
    }

    async fn control(&mut self, sql: String) -> Result<(), Failure> {
        let lease = self.held.take().await?;
        let result = lease.run_plain(&sql);
        let ended = self.held.put_back(lease);
        result.and(ended)
    }
}

/// Runs `work` with the connection on a thread of its lane.
async fn on_thread<T: Send + 'static>(
    lease: Lease,
    work: impl FnOnce(Lease, Arc<Ticket>) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (sender, receiver) = oneshot::channel();
    let asked = Asked::default();
    let ticket = asked.ticket();
    let lane = Arc::clone(lease.lane());
    lane.send(Box::new(move || {
        // An answer that nobody waits for any more is dropped.
        let _ = sender.send(work(lease, ticket));
    }));
    receiver.await.unwrap_or_else(|_| Err(Failure::new(ErrorKind::Internal, "the thread of the database did not answer")))
}

/// Runs a statement on this thread when that is sure to be quick: waking another one would take longer.
///
/// A read may be broken off and run again. A change may not, for SQLite would roll back the whole transaction: its program must have no loop.
fn run_here(held: &Held, mut lease: Lease, mut run: Run) -> Inline {
    let _guard = EndOnPanic(held);
    let result = match may_run_here(&mut lease, &run) {
        Ok(false) => return defer(held, lease, run),
        Ok(true) => try_here(held, &mut lease, &mut run),
        Err(failure) => Err(failure.into()),
    };
    match result {
        Err(Trouble::Stopped(Stop::Budget)) => defer(held, lease, run),
        result => Inline::Done(answer(held, lease, run, result)),
    }
}

fn may_run_here(lease: &mut Lease, run: &Run) -> Result<bool, Failure> {
    match run.statement.access {
        Access::PlainRead => lease.may_run_here(run),
        Access::Write => lease.inspected_pace(run).map(|pace| pace.is_bounded()),
        _ => Ok(false),
    }
}

fn try_here(held: &Held, lease: &mut Lease, run: &mut Run) -> Result<Counts, Trouble> {
    if run.statement.access == Access::Write {
        return run_in_savepoint(lease, run, held.limits(Limits::default()));
    }
    let budget = lease.settings.inline_budget();
    let result = lease.read_here(run, held.limits(Limits { budget: Some(budget), ..Limits::default() }));
    if let (Err(Trouble::Stopped(Stop::Budget)), Some(prepared)) = (&result, lease.statements.get(run.statement.id)) {
        prepared.pace.note_exceeded(budget);
    }
    result
}

fn defer(held: &Held, lease: Lease, mut run: Run) -> Inline {
    run.sink = fresh_sink(&run.statement);
    match held.put_back(lease) {
        Ok(()) => Inline::Deferred(Box::new(run)),
        Err(ended) => Inline::Done(Err(ended)),
    }
}

fn run_held(held: &Held, mut lease: Lease, mut run: Run, ticket: &Arc<Ticket>) -> Result<Completed, Failure> {
    let _guard = EndOnPanic(held);
    lease.note_session_of(&run);
    let limits = held.limits(limits_of(&run, &lease, ticket));
    let result = run_in_savepoint(&mut lease, &mut run, limits);
    answer(held, lease, run, result)
}

/// A panic in a statement must not leave the next one waiting for the connection.
struct EndOnPanic<'a>(&'a Held);

impl Drop for EndOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            *locked(&self.0.slot) = Slot::Ended(End::RolledBack);
            self.0.returned.notify_one();
        }
    }
}

/// Brings the connection back and tells what came of the statement.
fn answer(held: &Held, lease: Lease, run: Run, result: Result<Counts, Trouble>) -> Result<Completed, Failure> {
    let ended = held.put_back(lease);
    match (result.map_err(Trouble::into_failure), ended) {
        (Ok(Counts { affected, last_insert_id }), Ok(())) => Ok(Completed { sink: run.sink, affected, last_insert_id }),
        (Ok(_), Err(ended)) => Err(ended),
        // The transaction's own deadline, not the statement's, broke it off.
        (Err(_), Err(ended)) if ended.kind == ErrorKind::TransactionTimeout => Err(ended),
        (Err(failure), _) => Err(failure),
    }
}

/// A statement that fails leaves nothing behind. SQLite sees to that, except when rows of a change cannot be read back.
fn run_in_savepoint(lease: &mut Lease, run: &mut Run, limits: Limits) -> Result<Counts, Trouble> {
    let prepared = lease.prepare(&run.statement)?;
    if !prepared.has_columns() || prepared.is_read_only() {
        return lease.run_measured(&run.statement, &run.parameters, &mut run.sink, limits);
    }
    lease.control(&MEMBER_BEGIN, Limits::default())?;
    let result = lease.run_measured(&run.statement, &run.parameters, &mut run.sink, limits);
    if lease.is_autocommit() {
        return result;
    }
    if result.is_err() {
        lease.control(&MEMBER_UNDO, Limits::default())?;
    }
    lease.control(&MEMBER_END, Limits::default())?;
    result
}

fn commit_held(mut lease: Lease) -> Result<(), Failure> {
    if lease.is_autocommit() {
        return Err(End::RolledBack.failure());
    }
    // When this fails, dropping the lease rolls back.
    lease.control_at_ease(&COMMIT)
}

impl Transaction for SqliteTransaction {
    fn execute(&mut self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        Box::pin(self.run(run))
    }

    fn execute_all(&mut self, runs: Vec<Run>) -> BoxFuture<'_, Vec<Result<Completed, Failure>>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(runs.len());
            for run in runs {
                answers.push(self.run(run).await);
            }
            answers
        })
    }

    fn savepoint(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.control(format!("SAVEPOINT oxyde_sp_{number}")))
    }

    fn release(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.control(format!("RELEASE oxyde_sp_{number}")))
    }

    fn rollback_to(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(self.control(format!("ROLLBACK TO oxyde_sp_{number}")))
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        Box::pin(async move {
            let lease = self.held.take().await?;
            if self.held.is_overdue() {
                *locked(&self.held.slot) = Slot::Ended(End::TimedOut);
                return Err(End::TimedOut.failure());
            }
            *locked(&self.held.slot) = Slot::Ended(End::Finished);
            match lease.settings.commits_at_once() {
                true => commit_held(lease),
                false => on_thread(lease, |lease, _| commit_held(lease)).await,
            }
        })
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        Box::pin(async move {
            match self.held.take().await {
                Ok(lease) => {
                    *locked(&self.held.slot) = Slot::Ended(End::Finished);
                    lease.roll_back_open()
                }
                // It is rolled back already, whatever the reason was.
                Err(_) => Ok(()),
            }
        })
    }
}

impl Drop for SqliteTransaction {
    fn drop(&mut self) {
        self.timer.iter().for_each(JoinHandle::abort);
        self.held.end(End::Finished);
    }
}
