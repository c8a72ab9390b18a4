//! A transaction: a connection of its own until commit or rollback, its savepoints, and its deadline.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use oxyde_wire::{Completed, ErrorKind, Failure, FrameSink};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::connect::Connector;
use super::error;
use super::session::{Prepared, Session};
use super::sql_text;
use super::statement::{self, Work};
use crate::control::Reins;
use crate::pool::{CLEAN_UP_DEADLINE, Lease, Pool};
use crate::{Access, Isolation, Run, Transaction, TransactionOptions};

/// An open transaction.
pub struct PostgresTransaction {
    state: Arc<Mutex<State>>,
    pool: Pool<Connector>,
    options: TransactionOptions,
    deadline: Option<Instant>,
    warden: AbortHandle,
}

enum State {
    Open(Lease<Connector>),
    /// A statement failed, so the server refuses all others until a rollback.
    Failed(Lease<Connector>, Failure),
    /// The connection is gone; every statement fails like this.
    Ended(Failure),
}

/// Opens a transaction on the connection.
pub async fn begin(pool: &Pool<Connector>, lease: Lease<Connector>, options: TransactionOptions) -> Result<PostgresTransaction, Failure> {
    let deadline = options.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let mut lease = lease;
    lease.is_in_transaction = true;
    let opening = opening(options);
    let begun = command(&mut lease, &opening, deadline).await;
    begun.inspect_err(|failure| notice_loss(pool, failure)).map_err(Failure::with_retry_safe)?;
    let state = Arc::new(Mutex::new(State::Open(lease)));
    let warden = tokio::spawn(watch_over(Arc::downgrade(&state), pool.manager().clone(), deadline)).abort_handle();
    Ok(PostgresTransaction { state, pool: pool.clone(), options, deadline, warden })
}

fn opening(options: TransactionOptions) -> String {
    let isolation = match options.isolation {
        None => "",
        Some(Isolation::ReadUncommitted) => " ISOLATION LEVEL READ UNCOMMITTED",
        Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
        Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
        Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
    };
    let mode = if options.is_read_only { " READ ONLY" } else { "" };
    format!("BEGIN{isolation}{mode}")
}

/// Ends the transaction at its deadline, also when its caller does nothing any more.
async fn watch_over(state: Weak<Mutex<State>>, connector: Connector, deadline: Option<Instant>) {
    let deadline_passed = async {
        match deadline {
            Some(deadline) => tokio::time::sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    };
    let reason = tokio::select! {
        () = deadline_passed => timed_out(),
        () = connector.aborted() => error::lost(" (the data source was closed)"),
    };
    if let Some(state) = state.upgrade() {
        // A running statement holds the lock and has the same deadline.
        let mut state = state.lock().await;
        end(&mut state, reason);
    }
}

/// The lease goes back to the pool, which rolls back or closes the connection.
fn end(state: &mut State, reason: Failure) {
    if !matches!(state, State::Ended(_)) {
        *state = State::Ended(reason);
    }
}

fn timed_out() -> Failure {
    Failure::new(
        ErrorKind::TransactionTimeout,
        "the transaction outlived its timeout and was rolled back; make it shorter or raise the timeout",
    )
}

fn aborted(cause: &Failure) -> Failure {
    let message =
        format!("the transaction was aborted by an error ({}); roll it back, or back to a savepoint, and run it again", cause.message);
    let mut failure = Failure::new(ErrorKind::TransactionRolledBack, message);
    failure.code.clone_from(&cause.code);
    failure
}

/// A pool whose connection died has others that died with it.
fn notice_loss(pool: &Pool<Connector>, failure: &Failure) {
    if failure.kind == ErrorKind::ConnectionLost {
        pool.invalidate_idle();
    }
}

/// Runs SQL of the driver's own within the transaction's deadline and the statement timeout.
async fn command(session: &mut Session, sql: &str, deadline: Option<Instant>) -> Result<(), Failure> {
    let limit = limit_until(session.link.connector.options().statement_timeout(), deadline);
    session.is_busy = true;
    let link = session.link.clone();
    let work = async { link.client.batch_execute(sql).await.map_err(|error| statement::failed(&link, &error)) };
    let outcome = statement::within(&link, Reins { control: None, limit }, false, work).await;
    session.is_busy = false;
    outcome
}

/// The shorter of a limit and the time that is left.
fn limit_until(limit: Option<Duration>, deadline: Option<Instant>) -> Option<Duration> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    match (limit, left) {
        (Some(limit), Some(left)) => Some(limit.min(left)),
        (limit, left) => limit.or(left),
    }
}

impl PostgresTransaction {
    async fn run(&self, run: Run) -> Result<Completed, Failure> {
        let (work, sink) = self.prepare_work(run)?;
        let mut state = self.state.lock().await;
        let lease = open_lease(&mut state)?;
        let timeout = self.timeout_of(&work, lease);
        let outcome = statement::execute(lease, &work, sink, timeout).await;
        self.settle(&mut state, outcome)
    }

    fn prepare_work(&self, run: Run) -> Result<(Work, FrameSink), Failure> {
        let is_raw = run.statement.access == Access::Raw;
        if is_raw && sql_text::ends_transaction(&run.statement.sql) {
            let message = "raw SQL cannot begin or end a transaction within one; return from it to commit, throw to roll back";
            return Err(Failure::new(ErrorKind::Unsupported, message).with_retry_safe());
        }
        Work::new(run, self.pool.manager().plans())
    }

    /// Only a limit that the server does not keep by itself costs anything.
    fn timeout_of(&self, work: &Work, lease: &Lease<Connector>) -> Option<Duration> {
        let default = lease.link.connector.options().statement_timeout();
        match (work.timeout, self.deadline) {
            (None, None) => None,
            // The default is for each step of a stream, not for the whole of it.
            (own, deadline) if work.outlet.is_some() => limit_until(own, deadline),
            (own, deadline) => limit_until(own.or(default), deadline),
        }
    }

    async fn command(&self, sql: &str) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        let outcome = command(open_lease(&mut state)?, sql, self.deadline).await;
        self.settle(&mut state, outcome)
    }

    /// Back to a savepoint, which also ends the failure of the statements after it.
    async fn roll_back_to(&self, number: u32) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        reopen(&mut state);
        let outcome = command(open_lease(&mut state)?, &format!("ROLLBACK TO SAVEPOINT oxyde_sp_{number}"), self.deadline).await;
        self.settle(&mut state, outcome)
    }

    async fn run_all(&self, runs: Vec<Run>) -> Vec<Result<Completed, Failure>> {
        let (mut state, count) = (self.state.lock().await, runs.len());
        let lease = match open_lease(&mut state) {
            Ok(lease) => lease,
            Err(failure) => return runs.iter().map(|_| Err(failure.clone())).collect(),
        };
        let works: Result<Vec<_>, _> = runs.into_iter().map(|run| self.prepare_work(run)).collect();
        let works = match works {
            Ok(works) => works,
            // Nothing was sent, so that the transaction is as it was.
            Err(failure) => return (0..count).map(|_| Err(failure.clone())).collect(),
        };
        let outcomes = self.send_all(lease, works).await;
        let failure = outcomes.iter().find_map(|outcome| outcome.as_ref().err().cloned());
        match failure {
            Some(failure) => drop(self.settle::<()>(&mut state, Err(failure))),
            None => drop(self.settle(&mut state, Ok(()))),
        }
        outcomes
    }

    /// All statements are prepared first, for a statement must not overtake another that still has to be prepared.
    async fn send_all(&self, lease: &mut Lease<Connector>, works: Vec<(Work, FrameSink)>) -> Vec<Result<Completed, Failure>> {
        let can_pipeline =
            works.iter().all(|(work, _)| can_be_prepared_early(work)) && !lease.link.connector.options().is_transaction_pooled;
        if !can_pipeline {
            return self.send_each(lease, works).await;
        }
        let (link, count) = (lease.link.clone(), works.len());
        lease.is_busy = true;
        let limit = limit_until(None, self.deadline);
        let all = async {
            let prepared = match prepare_all(&works, &link).await {
                Ok(prepared) => prepared,
                Err(failures) => return Ok(failures.into_iter().map(Err).collect()),
            };
            let runs = works.into_iter().zip(&prepared).map(|((work, sink), prepared)| {
                let link = link.clone();
                async move { statement::run_prepared(&link, &work, prepared, sink).await }
            });
            Ok(join_all(runs).await)
        };
        let outcomes: Result<Vec<_>, Failure> = statement::within(&link, Reins { control: None, limit }, false, all).await;
        lease.is_busy = false;
        outcomes.unwrap_or_else(|failure| (0..count).map(|_| Err(failure.clone())).collect())
    }

    async fn send_each(&self, lease: &mut Lease<Connector>, works: Vec<(Work, FrameSink)>) -> Vec<Result<Completed, Failure>> {
        let mut outcomes: Vec<Result<Completed, Failure>> = Vec::with_capacity(works.len());
        for (work, sink) in works {
            let timeout = self.timeout_of(&work, lease);
            let outcome = statement::execute(lease, &work, sink, timeout).await;
            outcomes.push(outcome);
        }
        outcomes
    }

    /// Draws the conclusions from what became of a statement.
    fn settle<T>(&self, state: &mut MutexGuard<'_, State>, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            end(state, timed_out());
            return outcome.map_err(|failure| if failure.kind == ErrorKind::StatementTimeout { timed_out() } else { failure });
        }
        let State::Open(lease) = &mut **state else { return outcome };
        let Err(failure) = &outcome else { return outcome };
        if !lease.link.is_usable() {
            end(state, error::lost(" during the transaction, which is rolled back"));
            notice_loss(&self.pool, failure);
        } else if error::is_answer(failure) {
            if failure.kind == ErrorKind::ReadOnly && !self.options.is_read_only {
                // The server became a standby.
                lease.link.finish();
                self.pool.invalidate_idle();
            }
            let failure = aborted(failure);
            replace(state, |lease| State::Failed(lease, failure));
        }
        outcome
    }
}

/// Whether it can be prepared before those in front of it ran: neither it nor they make tables.
fn can_be_prepared_early(work: &Work) -> bool {
    work.timeout.is_none() && work.control.is_none() && !matches!(work.statement.access, Access::Raw | Access::Ddl)
}

/// Prepares the statements, together.
///
/// # Errors
/// One failure for each of them: its own, or that of the others.
async fn prepare_all(works: &[(Work, FrameSink)], link: &super::session::Link) -> Result<Vec<Arc<Prepared>>, Vec<Failure>> {
    let outcomes = join_all(works.iter().map(|(work, _)| statement::prepare(link, work))).await;
    let Some(first) = outcomes.iter().find_map(|outcome| outcome.as_ref().err()).map(aborted) else {
        return Ok(outcomes.into_iter().filter_map(Result::ok).collect());
    };
    Err(outcomes.into_iter().map(|outcome| outcome.err().unwrap_or_else(|| first.clone())).collect())
}

fn replace(state: &mut State, next: impl FnOnce(Lease<Connector>) -> State) {
    let placeholder = State::Ended(error::lost(""));
    match std::mem::replace(state, placeholder) {
        State::Open(lease) | State::Failed(lease, _) => *state = next(lease),
        other => *state = other,
    }
}

/// A failed transaction takes one statement: the rollback to a savepoint.
fn reopen(state: &mut State) {
    if matches!(state, State::Failed(..)) {
        replace(state, State::Open);
    }
}

/// A caller that went away left its statement running or stopped, which nobody knows: the transaction cannot go on.
fn end_abandoned(state: &mut State) {
    if matches!(state, State::Open(lease) if lease.is_busy) {
        let message = "a statement was given up before its answer, so the transaction was rolled back; run it again from the start";
        end(state, Failure::new(ErrorKind::TransactionRolledBack, message));
    }
}

fn open_lease(state: &mut State) -> Result<&mut Lease<Connector>, Failure> {
    end_abandoned(state);
    match state {
        State::Open(lease) => Ok(lease),
        State::Ended(failure) | State::Failed(_, failure) => Err(failure.clone()),
    }
}

impl Transaction for PostgresTransaction {
    fn execute(&mut self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        self.run(run).boxed()
    }

    /// Sent together; after the first that fails, the server refuses the rest.
    fn execute_all(&mut self, runs: Vec<Run>) -> BoxFuture<'_, Vec<Result<Completed, Failure>>> {
        self.run_all(runs).boxed()
    }

    fn savepoint(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        async move { self.command(&format!("SAVEPOINT oxyde_sp_{number}")).await }.boxed()
    }

    fn release(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        async move { self.command(&format!("RELEASE SAVEPOINT oxyde_sp_{number}")).await }.boxed()
    }

    fn rollback_to(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        self.roll_back_to(number).boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        async move {
            match self.take().await {
                State::Open(lease) => commit(&self.pool, lease, self.options.is_read_only).await,
                State::Failed(lease, failure) => {
                    // The server would answer COMMIT with a rollback.
                    rollback(lease).await;
                    Err(failure)
                }
                State::Ended(failure) => Err(failure),
            }
        }
        .boxed()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        async move {
            match self.take().await {
                State::Open(lease) | State::Failed(lease, _) => rollback(lease).await,
                // The server rolls back what it lost the connection of.
                State::Ended(_) => {}
            }
            Ok(())
        }
        .boxed()
    }
}

impl PostgresTransaction {
    async fn take(&self) -> State {
        self.warden.abort();
        let mut state = self.state.lock().await;
        end_abandoned(&mut state);
        let ended = Failure::new(ErrorKind::TransactionClosed, "the transaction has ended");
        std::mem::replace(&mut *state, State::Ended(ended))
    }
}

/// Nobody rolls back a lease by hand: the pool does, with a deadline, when it comes back with its transaction open.
impl Drop for PostgresTransaction {
    fn drop(&mut self) {
        self.warden.abort();
    }
}

async fn commit(pool: &Pool<Connector>, mut lease: Lease<Connector>, is_read_only: bool) -> Result<(), Failure> {
    let outcome = command(&mut lease, "COMMIT", None).await;
    match outcome {
        Ok(()) => {
            lease.is_in_transaction = false;
            Ok(())
        }
        // Such as a deferred constraint: the server rolled back.
        Err(failure) if error::is_answer(&failure) && lease.link.is_usable() => {
            lease.is_in_transaction = false;
            Err(failure)
        }
        Err(failure) => {
            notice_loss(pool, &failure);
            lease.link.hang_up();
            Err(if is_read_only { failure } else { outcome_unknown(&failure) })
        }
    }
}

fn outcome_unknown(cause: &Failure) -> Failure {
    let message =
        format!("COMMIT was sent and its answer was lost ({}); look whether the changes are there before trying again", cause.message);
    Failure::new(ErrorKind::CommitOutcomeUnknown, message)
}

async fn rollback(mut lease: Lease<Connector>) {
    let done = tokio::time::timeout(CLEAN_UP_DEADLINE, lease.link.command("ROLLBACK")).await;
    match done {
        Ok(Ok(())) => lease.is_in_transaction = false,
        // A closed connection is rolled back, too.
        _ => lease.link.hang_up(),
    }
}
