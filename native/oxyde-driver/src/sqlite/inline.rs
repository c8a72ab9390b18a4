//! The way without a thread: quick statements run where they were asked for, under a budget, and never wait for a lock.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use oxyde_wire::{Completed, ErrorKind, Failure};

use super::connect::Connection;
use super::control::fresh_sink;
use super::database::Database;
use super::pace::Pace;
use super::statement::{Counts, Trouble};
use super::watch::{Limits, Stop};
use super::writer::run_whole;
use crate::{Access, Inline, Run};

/// Runs it here when that is sure to be quick.
pub fn execute(database: &Arc<Database>, run: Run) -> Inline {
    if let Err(failure) = database.settings.check_open() {
        return Inline::Done(Err(failure));
    }
    match run.statement.access {
        _ if run.outlet.is_some() => Inline::Deferred(Box::new(run)),
        Access::PlainRead => read(database, run),
        Access::Write if database.settings.commits_at_once() => write(database, run),
        _ => Inline::Deferred(Box::new(run)),
    }
}

fn read(database: &Arc<Database>, run: Run) -> Inline {
    database.settings.read_lock.note_read();
    // The writer's cache holds what was just written; without a transaction on it, reading there is as good.
    if let Some(mut lease) = database.writer.try_lease() {
        return attempt(&mut lease, run, Connection::read_here);
    }
    match database.inline.try_lock() {
        Ok(mut place) => match place.as_mut() {
            Some(connection) => attempt(connection, run, Connection::read_here),
            None => Inline::Deferred(Box::new(run)),
        },
        Err(_) => Inline::Deferred(Box::new(run)),
    }
}

fn write(database: &Arc<Database>, run: Run) -> Inline {
    match database.writer.try_lease() {
        Some(mut lease) => attempt(&mut lease, run, run_whole),
        None => Inline::Deferred(Box::new(run)),
    }
}

/// Runs it with `how` under the budget, or hands it back as it was.
fn attempt(
    connection: &mut Connection,
    mut run: Run,
    how: impl FnOnce(&mut Connection, &mut Run, Limits) -> Result<Counts, Trouble>,
) -> Inline {
    let budget = connection.settings.inline_budget();
    match connection.may_run_here(&run) {
        Ok(true) => {}
        Ok(false) => return Inline::Deferred(Box::new(run)),
        Err(failure) => return settle(run, Err(failure.into())),
    }
    let limits = Limits { budget: Some(budget), ..Limits::default() };
    let result = how(connection, &mut run, limits);
    if let (Err(Trouble::Stopped(Stop::Budget)), Some(prepared)) = (&result, connection.statements.get(run.statement.id)) {
        prepared.pace.note_exceeded(budget);
    }
    settle(run, result)
}

fn settle(mut run: Run, result: Result<Counts, Trouble>) -> Inline {
    match result {
        Ok(Counts { affected, last_insert_id }) => Inline::Done(Ok(Completed { sink: run.sink, affected, last_insert_id })),
        Err(trouble) if needs_a_thread(&trouble) => {
            run.sink = fresh_sink(&run.statement);
            Inline::Deferred(Box::new(run))
        }
        Err(trouble) => Inline::Done(Err(trouble.into_failure())),
    }
}

/// Too slow for this thread, or a lock to wait for: nothing has changed yet.
fn needs_a_thread(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Stopped(stop) => *stop == Stop::Budget,
        Trouble::Failed(Failure { kind, .. }) => *kind == ErrorKind::Busy,
    }
}

impl Connection {
    /// Whether what is known of the plan lets it run on the calling thread.
    pub fn may_run_here(&mut self, run: &Run) -> Result<bool, Failure> {
        let changes = self.settings.changes.load(Ordering::Relaxed);
        let budget = self.settings.inline_budget();
        Ok(self.inspected_pace(run)?.may_run_within(budget, changes))
    }

    /// What is known of the plan, its program looked through.
    pub fn inspected_pace(&mut self, run: &Run) -> Result<Arc<Pace>, Failure> {
        let pace = Arc::clone(&self.prepare(&run.statement)?.pace);
        if !pace.is_inspected() {
            pace.inspect(&self.explain(&run.statement.sql)?);
        }
        Ok(pace)
    }

    /// Reads, and looks at the clock only where the statement was long enough for it.
    pub fn read_here(&mut self, run: &mut Run, limits: Limits) -> Result<Counts, Trouble> {
        let began = self.statements.get(run.statement.id).is_some_and(|prepared| prepared.pace.is_unbreakable()).then(Instant::now);
        let counts = self.run(&run.statement, &run.parameters, &mut run.sink, limits)?;
        let elapsed = began.map(|began| began.elapsed()).or_else(|| self.watch.elapsed());
        if let (Some(elapsed), Some(prepared)) = (elapsed, self.statements.get(run.statement.id)) {
            prepared.pace.note(elapsed, self.settings.changes.load(Ordering::Relaxed));
        }
        Ok(counts)
    }
}
