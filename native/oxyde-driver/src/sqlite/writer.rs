//! The writer's part: one statement by itself, or what waits committed together, each statement in its savepoint.

use std::sync::Arc;
use std::time::Instant;

use oxyde_wire::{Completed, ErrorKind, Failure};
use rusqlite::ffi;
use tokio::sync::oneshot;

use super::connect::Connection;
use super::control::{BEGIN, BEGIN_IMMEDIATE, COMMIT, MEMBER_BEGIN, MEMBER_END, MEMBER_UNDO, fresh_sink};
use super::lane::{Job, Lease, Wish};
use super::sql::{self, Verb};
use super::statement::{Counts, Trouble};
use super::watch::{Limits, Stop, Ticket};
use crate::{Access, Run, TransactionOptions};

/// Whether a job may be committed together with others: DDL and the user's own statements stay alone.
pub fn can_share_a_commit(job: &Job) -> bool {
    matches!(&job.wish, Wish::Run(run, _) if run.statement.access == Access::Write && run.control.is_none())
}

/// Serves the jobs taken from the queue at once.
pub fn serve(mut lease: Lease, jobs: Vec<Job>) {
    let mut members = Vec::new();
    for Job { ticket, wish } in jobs {
        match wish {
            _ if !ticket.take() => {}
            Wish::Begin(options, answer) => return begin(lease, options, answer),
            Wish::Run(run, answer) => members.push(Member { run, answer, ticket, outcome: None }),
        }
    }
    match members.as_mut_slice() {
        [] => {}
        [member] => member.outcome = Some(run_alone(&mut lease, &mut member.run, &member.ticket)),
        many => commit_together(&mut lease, many),
    }
    // Given back before the answers go out: who hears of them finds the connection idle.
    drop(lease);
    members.into_iter().for_each(Member::answer);
}

/// The limits of a statement that runs on a thread of its own.
pub fn limits_of(run: &Run, connection: &Connection, ticket: &Arc<Ticket>) -> Limits {
    let default = connection.settings.options.statement_timeout();
    let deadline = run.timeout.or(default).and_then(|timeout| Instant::now().checked_add(timeout));
    let per_chunk = default.filter(|_| run.timeout.is_none());
    Limits { budget: None, deadline, ticket: Some(Arc::clone(ticket)), control: run.control.clone(), outlet: run.outlet.clone(), per_chunk }
}

fn begin(mut lease: Lease, options: TransactionOptions, answer: oneshot::Sender<Result<Lease, Failure>>) {
    let begun = open_transaction(&mut lease, options, Limits::default()).map_err(Trouble::into_failure);
    // When nobody waits any more, dropping the lease rolls back.
    let _ = answer.send(begun.map(|()| lease));
}

/// Opens a transaction; SQLite gives each the strictest isolation, whatever is asked for. A write transaction takes the write lock at once, for a later step up from reading may fail at once.
pub fn open_transaction(lease: &mut Lease, options: TransactionOptions, limits: Limits) -> Result<(), Trouble> {
    if !options.is_read_only {
        return lease.control(&BEGIN_IMMEDIATE, limits);
    }
    lease.forbid_writing()?;
    lease.control(&BEGIN, limits)
}

fn run_alone(lease: &mut Lease, run: &mut Run, ticket: &Arc<Ticket>) -> Result<Counts, Failure> {
    lease.note_session_of(run);
    let limits = limits_of(run, lease, ticket);
    run_whole(lease, run, limits).map_err(Trouble::into_failure)
}

/// Runs one statement outside a transaction so that either all of it counts or nothing.
///
/// A statement with rows to give back has made its changes before the first row is read, and SQLite would commit them even when a row
/// cannot be read: it gets a transaction of its own.
pub fn run_whole(connection: &mut Connection, run: &mut Run, limits: Limits) -> Result<Counts, Trouble> {
    let prepared = connection.prepare(&run.statement)?;
    let is_change = matches!(sql::verb(&run.statement.sql), Verb::Insert | Verb::Change | Verb::With);
    if !prepared.has_columns() || prepared.is_read_only() || !is_change {
        return connection.run_measured(&run.statement, &run.parameters, &mut run.sink, limits);
    }
    connection.control(&BEGIN_IMMEDIATE, limits.clone())?;
    let result = connection.run_measured(&run.statement, &run.parameters, &mut run.sink, limits);
    let committed = result.and_then(|counts| connection.control(&COMMIT, Limits::default()).map(|()| counts));
    connection.roll_back_open()?;
    committed
}

struct Member {
    run: Run,
    answer: oneshot::Sender<Result<Completed, Failure>>,
    ticket: Arc<Ticket>,
    outcome: Option<Result<Counts, Failure>>,
}

impl Member {
    fn answer(self) {
        let Some(outcome) = self.outcome else { return };
        let sink = self.run.sink;
        let completed = outcome.map(|Counts { affected, last_insert_id }| Completed { sink, affected, last_insert_id });
        // An answer that nobody waits for any more is dropped.
        let _ = self.answer.send(completed);
    }
}

/// How an attempt to commit the members together ended.
enum Attempt {
    Committed,
    /// SQLite ended the transaction because of this member: the others have to run again.
    Lost {
        culprit: usize,
    },
    /// None of them counts.
    Failed(Failure),
}

fn commit_together(connection: &mut Connection, members: &mut [Member]) {
    // Each round settles one member at least.
    while members.iter().any(|member| member.outcome.is_none()) {
        let mut open: Vec<_> = members.iter_mut().filter(|member| member.outcome.is_none()).collect();
        match attempt(connection, &mut open) {
            Attempt::Committed => return,
            Attempt::Lost { culprit } => forget_others(&mut open, culprit),
            Attempt::Failed(failure) => fail_all(&mut open, &failure),
        }
    }
}

fn forget_others(members: &mut [&mut Member], culprit: usize) {
    for (index, member) in members.iter_mut().enumerate() {
        if index != culprit {
            member.outcome = None;
        }
    }
}

/// Those that failed by themselves keep their own failure.
fn fail_all(members: &mut [&mut Member], failure: &Failure) {
    for member in members {
        if !matches!(member.outcome, Some(Err(_))) {
            member.outcome = Some(Err(failure.clone().with_retry_safe()));
        }
    }
}

fn attempt(connection: &mut Connection, members: &mut [&mut Member]) -> Attempt {
    if let Err(failure) = connection.control_at_ease(&BEGIN_IMMEDIATE) {
        return Attempt::Failed(failure);
    }
    for (index, member) in members.iter_mut().enumerate() {
        if member.ticket.is_dropped() {
            // Breaking it off while it runs would cost the others another round.
            member.outcome = Some(Err(Trouble::Stopped(Stop::Cancelled).into_failure()));
            continue;
        }
        member.run.sink = fresh_sink(&member.run.statement);
        let limits = limits_of(&member.run, connection, &member.ticket);
        member.outcome = Some(run_member(connection, &mut member.run, limits).map_err(Trouble::into_failure));
        if connection.is_autocommit() {
            return Attempt::Lost { culprit: index };
        }
    }
    match connection.control_at_ease(&COMMIT) {
        Ok(()) => Attempt::Committed,
        Err(failure) => match connection.roll_back_open() {
            Ok(()) => Attempt::Failed(failure),
            Err(second) => Attempt::Failed(second),
        },
    }
}

fn run_member(connection: &mut Connection, run: &mut Run, limits: Limits) -> Result<Counts, Trouble> {
    connection.control(&MEMBER_BEGIN, Limits::default())?;
    let result = connection.run_measured(&run.statement, &run.parameters, &mut run.sink, limits);
    let checked =
        result.and_then(|counts| if connection.has_deferred_violations() { Err(deferred_violation().into()) } else { Ok(counts) });
    if connection.is_autocommit() {
        return checked;
    }
    if checked.is_err() {
        connection.control(&MEMBER_UNDO, Limits::default())?;
    }
    connection.control(&MEMBER_END, Limits::default())?;
    checked
}

/// A statement by itself would fail at its own commit; within a batch it must not take the others down.
fn deferred_violation() -> Failure {
    Failure::new(ErrorKind::ForeignKeyViolation, "FOREIGN KEY constraint failed").with_code(ffi::SQLITE_CONSTRAINT_FOREIGNKEY.to_string())
}
