//! A transaction: a connection of its own until commit or rollback, its savepoints, and its deadline.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use oxyde_wire::{Completed, ErrorKind, Failure};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::connect::Connector;
use super::session::Session;
use super::{error, statement};
use crate::pool::{CLEAN_UP_DEADLINE, Lease, Pool};
use crate::{Isolation, Run, Transaction, TransactionOptions};

/// An open transaction.
pub struct MysqlTransaction {
    state: Arc<Mutex<State>>,
    pool: Pool<Connector>,
    deadline: Option<Instant>,
    warden: AbortHandle,
}

enum State {
    Open(Lease<Connector>),
    /// The connection is gone; every statement fails like this.
    Ended(Failure),
    /// The server rolled back; the connection is kept until the caller ends the transaction.
    RolledBack(Lease<Connector>, Failure),
    /// A statement committed everything before it, as DDL does on MySQL.
    Committed(Lease<Connector>),
}

/// Opens a transaction on the connection.
pub async fn begin(pool: &Pool<Connector>, mut lease: Lease<Connector>, options: TransactionOptions) -> Result<MysqlTransaction, Failure> {
    let deadline = options.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    lease.is_in_transaction = true;
    command(&mut lease, &opening(options), deadline).await.inspect_err(|failure| notice_loss(pool, failure))?;
    let state = Arc::new(Mutex::new(State::Open(lease)));
    let warden = tokio::spawn(watch_over(Arc::downgrade(&state), pool.manager().clone(), deadline)).abort_handle();
    Ok(MysqlTransaction { state, pool: pool.clone(), deadline, warden })
}

fn opening(options: TransactionOptions) -> String {
    let isolation = match options.isolation {
        None => "",
        Some(Isolation::ReadUncommitted) => "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; ",
        Some(Isolation::ReadCommitted) => "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; ",
        Some(Isolation::RepeatableRead) => "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ",
        Some(Isolation::Serializable) => "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; ",
    };
    let mode = if options.is_read_only { " READ ONLY" } else { "" };
    format!("{isolation}START TRANSACTION{mode}")
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

fn rolled_back(cause: &Failure) -> Failure {
    let message = format!("the server rolled the transaction back after an error ({}); run it again from the start", cause.message);
    let mut failure = Failure::new(ErrorKind::TransactionRolledBack, message);
    failure.code.clone_from(&cause.code);
    failure
}

fn committed_early() -> Failure {
    let message = "a statement such as CREATE TABLE committed the transaction, as MySQL does; keep such statements out of transactions";
    Failure::new(ErrorKind::TransactionClosed, message)
}

/// A pool whose connection died has others that died with it.
fn notice_loss(pool: &Pool<Connector>, failure: &Failure) {
    if error::ends_connection(failure) {
        pool.invalidate_idle();
    }
}

/// Runs SQL of the driver's own within the transaction's deadline and the statement timeout.
async fn command(session: &mut Session, sql: &str, deadline: Option<Instant>) -> Result<(), Failure> {
    let limit = limit_until(session.connector().options().statement_timeout(), deadline);
    session.is_busy = true;
    let outcome = tokio::time::timeout(limit.unwrap_or(Duration::MAX), session.command(sql)).await;
    session.is_busy = false;
    match outcome {
        Ok(outcome) => outcome.map_err(|error| error::from_mysql(&error)),
        Err(_) => {
            session.hang_up();
            Err(error::timed_out(limit.unwrap_or_default()))
        }
    }
}

/// The shorter of a limit and the time that is left.
fn limit_until(limit: Option<Duration>, deadline: Option<Instant>) -> Option<Duration> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    match (limit, left) {
        (Some(limit), Some(left)) => Some(limit.min(left)),
        (limit, left) => limit.or(left),
    }
}

impl MysqlTransaction {
    async fn run(&self, run: Run) -> Result<Completed, Failure> {
        let mut state = self.state.lock().await;
        let lease = open_lease(&mut state)?;
        let default = lease.connector().options().statement_timeout().filter(|_| run.outlet.is_none());
        let limit = run.timeout.or(default);
        let outcome = statement::execute(lease, run, limit_until(limit, self.deadline)).await;
        self.settle(&mut state, outcome).await
    }

    async fn command(&self, sql: &str) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        let outcome = command(open_lease(&mut state)?, sql, self.deadline).await;
        self.settle(&mut state, outcome).await
    }

    /// Draws the conclusions from what became of a statement.
    async fn settle<T>(&self, state: &mut MutexGuard<'_, State>, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            end(state, timed_out());
            return outcome.map_err(|failure| if failure.kind == ErrorKind::StatementTimeout { timed_out() } else { failure });
        }
        let State::Open(lease) = &mut **state else { return outcome };
        match &outcome {
            Err(_) if !lease.is_usable() => end(state, error::lost(" during the transaction, which is rolled back")),
            Err(failure) if !is_open(lease, failure).await => replace(state, |lease| State::RolledBack(lease, rolled_back(failure))),
            Ok(_) if !lease.server_is_in_transaction() => replace(state, State::Committed),
            _ => {}
        }
        if let Err(failure) = &outcome {
            notice_loss(&self.pool, failure);
        }
        outcome
    }
}

/// Whether the transaction survived the failure, which the server only tells with its next answer.
async fn is_open(session: &mut Session, failure: &Failure) -> bool {
    if failure.code.is_none() {
        // Not the server's: nothing was sent, or the answer could not be decoded.
        return true;
    }
    let answered = tokio::time::timeout(CLEAN_UP_DEADLINE, session.ping()).await;
    matches!(answered, Ok(true)) && session.server_is_in_transaction()
}

fn replace(state: &mut State, next: impl FnOnce(Lease<Connector>) -> State) {
    let placeholder = State::Ended(error::lost(""));
    match std::mem::replace(state, placeholder) {
        State::Open(lease) => *state = next(lease),
        other => *state = other,
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
        State::Ended(failure) | State::RolledBack(_, failure) => Err(failure.clone()),
        State::Committed(_) => Err(committed_early()),
    }
}

impl Transaction for MysqlTransaction {
    fn execute(&mut self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        self.run(run).boxed()
    }

    /// The protocol answers one statement after the other, so they are sent that way; after a rollback by the server the rest fails.
    fn execute_all(&mut self, runs: Vec<Run>) -> BoxFuture<'_, Vec<Result<Completed, Failure>>> {
        async move {
            let mut outcomes = Vec::with_capacity(runs.len());
            for run in runs {
                outcomes.push(self.run(run).await);
            }
            outcomes
        }
        .boxed()
    }

    fn savepoint(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        async move { self.command(&format!("SAVEPOINT oxyde_sp_{number}")).await }.boxed()
    }

    fn release(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        async move { self.command(&format!("RELEASE SAVEPOINT oxyde_sp_{number}")).await }.boxed()
    }

    fn rollback_to(&mut self, number: u32) -> BoxFuture<'_, Result<(), Failure>> {
        async move { self.command(&format!("ROLLBACK TO SAVEPOINT oxyde_sp_{number}")).await }.boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        async move {
            match self.take().await {
                State::Open(lease) => commit(&self.pool, lease).await,
                State::Committed(mut lease) => {
                    lease.is_in_transaction = false;
                    Ok(())
                }
                State::Ended(failure) | State::RolledBack(_, failure) => Err(failure),
            }
        }
        .boxed()
    }

    fn rollback(self: Box<Self>) -> BoxFuture<'static, Result<(), Failure>> {
        async move {
            match self.take().await {
                State::Open(lease) | State::RolledBack(lease, _) => rollback(lease).await,
                State::Committed(_) => Err(committed_early()),
                // The server rolls back what it lost the connection of.
                State::Ended(_) => Ok(()),
            }
        }
        .boxed()
    }
}

impl MysqlTransaction {
    async fn take(&self) -> State {
        self.warden.abort();
        let mut state = self.state.lock().await;
        end_abandoned(&mut state);
        let ended = Failure::new(ErrorKind::TransactionClosed, "the transaction has ended");
        std::mem::replace(&mut *state, State::Ended(ended))
    }
}

/// Nobody rolls back a lease by hand: the pool does, with a deadline, when it comes back with its transaction open.
impl Drop for MysqlTransaction {
    fn drop(&mut self) {
        self.warden.abort();
    }
}

async fn commit(pool: &Pool<Connector>, mut lease: Lease<Connector>) -> Result<(), Failure> {
    let outcome = command(&mut lease, "COMMIT", None).await;
    match outcome {
        Ok(()) => {
            lease.is_in_transaction = false;
            Ok(())
        }
        Err(failure) if lease.is_usable() && failure.kind != ErrorKind::ConnectionLost => Err(failure),
        Err(failure) => {
            notice_loss(pool, &failure);
            lease.hang_up();
            Err(outcome_unknown(&failure))
        }
    }
}

fn outcome_unknown(cause: &Failure) -> Failure {
    let message =
        format!("COMMIT was sent and its answer was lost ({}); look whether the changes are there before trying again", cause.message);
    Failure::new(ErrorKind::CommitOutcomeUnknown, message)
}

async fn rollback(mut lease: Lease<Connector>) -> Result<(), Failure> {
    let done = tokio::time::timeout(CLEAN_UP_DEADLINE, lease.command("ROLLBACK")).await;
    match done {
        Ok(Ok(())) => lease.is_in_transaction = false,
        // A closed connection is rolled back, too.
        _ => lease.hang_up(),
    }
    Ok(())
}
