//! Prepares statements, runs them and tells what came of it.

use std::ffi::{c_char, c_int};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use oxyde_wire::{ErrorKind, Failure, FrameSink, Value};
use rusqlite::config::DbConfig;
use rusqlite::ffi;

use super::bind::bind_all;
use super::connect::Connection;
use super::error::failure_of_rusqlite;
use super::pace::Pace;
use super::rows::{Decoders, RowReader};
use super::sql::{self, Verb};
use super::unique;
use super::watch::{Limits, Stop, Watch};
use crate::CompiledStatement;
use crate::control::{CHUNK_BYTES, Outlet};

/// A statement that this connection has parsed.
pub struct Prepared {
    raw: *mut ffi::sqlite3_stmt,
    /// How to read each column; `None` when the statement does not know its columns.
    decoders: Option<Decoders>,
    verb: Verb,
    has_columns: bool,
    pub pace: Arc<Pace>,
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // SAFETY: finalized once; the connection is still open (field order of `Connection`).
        unsafe { ffi::sqlite3_finalize(self.raw) };
    }
}

impl Prepared {
    /// Whether it leaves the database as it is.
    pub fn is_read_only(&self) -> bool {
        // SAFETY: the statement lives.
        unsafe { ffi::sqlite3_stmt_readonly(self.raw) != 0 }
    }

    /// Whether rows have to be read after its changes were made.
    pub fn has_columns(&self) -> bool {
        self.has_columns
    }
}

/// What a statement changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub affected: u64,
    pub last_insert_id: u64,
}

/// Why a statement did not end well.
#[derive(Debug)]
pub enum Trouble {
    /// It was broken off; the limits say why.
    Stopped(Stop),
    Failed(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Trouble {
    /// As the caller hears of it.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Failed(failure) => failure,
            Self::Stopped(Stop::Deadline | Stop::Budget) => {
                Failure::new(ErrorKind::StatementTimeout, "the statement was stopped at its deadline; make it faster or raise the timeout")
                    .with_code(ffi::SQLITE_INTERRUPT.to_string())
            }
            Self::Stopped(Stop::Cancelled) => Failure::new(ErrorKind::Cancelled, "the statement was cancelled"),
            Self::Stopped(Stop::Shut) => Failure::new(ErrorKind::PoolClosed, "the data source was closed while the statement ran"),
        }
    }
}

impl Connection {
    /// Makes sure that the statement is prepared here.
    pub fn prepare(&mut self, statement: &CompiledStatement) -> Result<&mut Prepared, Failure> {
        // Looked up twice because a returned borrow would last into the other branch.
        if self.statements.get(statement.id).is_none() {
            let prepared = self.parse(statement)?;
            self.statements.insert(statement.id, prepared);
            self.statements.pop_excess();
        }
        self.statements.get(statement.id).ok_or_else(|| Failure::new(ErrorKind::Internal, "a prepared statement is missing"))
    }

    fn parse(&self, statement: &CompiledStatement) -> Result<Prepared, Failure> {
        let raw = self.parse_text(&statement.sql)?;
        let pace = self.settings.paces.of(statement.id);
        // SAFETY: `raw` is a statement just made.
        let (columns, parameters) = unsafe { (ffi::sqlite3_column_count(raw), ffi::sqlite3_bind_parameter_count(raw)) };
        let prepared = Prepared {
            raw,
            decoders: statement.shape.as_ref().map(Decoders::of),
            verb: sql::verb(&statement.sql),
            has_columns: columns > 0,
            pace,
        };
        check_count("columns", statement.shape.as_ref().map_or(columns as usize, |shape| shape.len()), columns)?;
        check_count("parameters", statement.binds.len(), parameters)?;
        Ok(prepared)
    }

    /// Whether statements parsed from now on keep their plan whatever is bound.
    ///
    /// PERF: without it SQLite parses a statement with a bound LIMIT anew for each new parameter: 12 us instead of 4 us for a row by
    /// its key (`npm run bench -- --database sqlite --tests select_pk`). LIKE finds its index only by the pattern that is bound.
    fn keep_plan(&self, is_kept: bool) -> Result<(), Failure> {
        let config = DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
        self.inner.set_db_config(config, is_kept).map(|_| ()).map_err(|error| failure_of_rusqlite(&error))
    }

    fn parse_text(&self, text: &str) -> Result<*mut ffi::sqlite3_stmt, Failure> {
        let too_long = || Failure::new(ErrorKind::InvalidStatement, "the statement is longer than SQLite can read");
        let length = c_int::try_from(text.len()).map_err(|_| too_long())?;
        let mut raw = std::ptr::null_mut();
        let mut tail: *const c_char = std::ptr::null();
        self.watch.rest();
        self.keep_plan(!text.contains(" LIKE "))?;
        // SAFETY: text and length belong together; the out parameters are ours.
        let code =
            unsafe { ffi::sqlite3_prepare_v3(self.raw, text.as_ptr().cast(), length, ffi::SQLITE_PREPARE_PERSISTENT, &mut raw, &mut tail) };
        if code != ffi::SQLITE_OK {
            return Err(self.last_failure());
        }
        let used = (tail as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
        if raw.is_null() || !sql::is_blank(&text[used..]) {
            // SAFETY: finalizing null does nothing; else it was just made.
            unsafe { ffi::sqlite3_finalize(raw) };
            return Err(Failure::new(ErrorKind::InvalidStatement, "exactly one statement is run at a time; split the text"));
        }
        Ok(raw)
    }

    /// Runs the statement to its end, its rows into `sink`.
    pub fn run(
        &mut self,
        statement: &CompiledStatement,
        parameters: &[Value],
        sink: &mut FrameSink,
        limits: Limits,
    ) -> Result<Counts, Trouble> {
        let max_bytes = self.settings.options.max_result_bytes;
        let changed_before = self.changes().1;
        let prepared = self.prepare(statement)?;
        let (verb, has_columns) = (prepared.verb, prepared.has_columns);
        let (raw, decoders) = (prepared.raw, prepared.decoders.clone());
        let cursor = Cursor::bind(raw, statement, parameters)?;
        let valve = limits.outlet.clone().map(|outlet| Valve { outlet, per_chunk: limits.per_chunk });
        self.watch.start(limits);
        let reader = RowReader::new(raw, decoders, max_bytes);
        let outcome = cursor.step_all(&self.watch, reader, sink, valve.as_ref()).and_then(|rows| cursor.end(rows));
        match outcome {
            Ok(rows) => Ok(self.count(verb, has_columns, rows, changed_before)),
            Err(problem) => Err(self.trouble(problem)),
        }
    }

    /// Runs it without limits of the calling thread and remembers how long it took.
    pub fn run_measured(
        &mut self,
        statement: &CompiledStatement,
        parameters: &[Value],
        sink: &mut FrameSink,
        limits: Limits,
    ) -> Result<Counts, Trouble> {
        let (began, is_streamed) = (Instant::now(), limits.outlet.is_some());
        let result = self.run(statement, parameters, sink, limits);
        if is_streamed {
            // The time of a stream is that of its reader.
            return result;
        }
        let changes = self.settings.changes.load(Ordering::Relaxed);
        if let (true, Some(prepared)) = (result.is_ok(), self.statements.get(statement.id)) {
            prepared.pace.note(began.elapsed(), changes);
        }
        result
    }

    fn count(&self, verb: Verb, has_columns: bool, rows: usize, changed_before: u64) -> Counts {
        let (last, total) = self.changes();
        // Changing a schema changes rows as well, of SQLite's own tables.
        if total == changed_before || !matches!(verb, Verb::Insert | Verb::Change | Verb::With) {
            return Counts::default();
        }
        self.settings.changes.fetch_add(total - changed_before, Ordering::Relaxed);
        let affected = if has_columns { rows as u64 } else { last };
        // The key of a single new row is known; those of several are not, for they need not follow each other.
        let is_single = verb == Verb::Insert && last == 1;
        Counts { affected, last_insert_id: if is_single { self.last_insert_id() } else { 0 } }
    }

    fn trouble(&self, problem: StepProblem) -> Trouble {
        match problem {
            StepProblem::Row(failure) => Trouble::Failed(failure),
            StepProblem::Stopped(stop) => Trouble::Stopped(stop),
            StepProblem::Failed(failure) => match self.watch.stopped() {
                Some(stop) if failure.kind == ErrorKind::Cancelled || failure.kind == ErrorKind::Busy => Trouble::Stopped(stop),
                _ => Trouble::Failed(unique::with_constraint(self, failure)),
            },
        }
    }
}

fn check_count(what: &str, expected: usize, found: c_int) -> Result<(), Failure> {
    if expected == found as usize {
        return Ok(());
    }
    let message = format!("the statement has {found} {what} where {expected} were expected");
    Err(Failure::new(ErrorKind::InvalidStatement, message))
}

enum StepProblem {
    /// A stored value that its column cannot hold, or too large a result.
    Row(Failure),
    Stopped(Stop),
    Failed(Failure),
}

/// Where the rows of a stream go as they are asked for.
struct Valve {
    outlet: Outlet,
    per_chunk: Option<Duration>,
}

impl Valve {
    /// The time in which the reader is slow does not count, except for a deadline of the statement's own.
    fn pass(&self, watch: &Watch, sink: &mut FrameSink) -> Result<(), StepProblem> {
        if self.per_chunk.is_some() {
            watch.allow_until(None);
        }
        let put = self.outlet.blocking_put(sink.split(), || watch.look().is_some());
        if let Some(limit) = self.per_chunk {
            watch.allow_until(Instant::now().checked_add(limit));
        }
        put.map_err(|_| StepProblem::Stopped(watch.look().unwrap_or(Stop::Cancelled)))
    }
}

/// A statement with its parameters bound; dropping it makes the statement ready for the next run.
struct Cursor<'a> {
    raw: *mut ffi::sqlite3_stmt,
    /// Bound without copying, so they have to stay until the statement is reset.
    _parameters: &'a [Value],
}

impl<'a> Cursor<'a> {
    fn bind(raw: *mut ffi::sqlite3_stmt, statement: &CompiledStatement, parameters: &'a [Value]) -> Result<Self, Failure> {
        let cursor = Self { raw, _parameters: parameters };
        // SAFETY: the statement is prepared and not running; the parameters outlive the cursor, which unbinds them.
        unsafe { bind_all(raw, &statement.binds, parameters)? };
        Ok(cursor)
    }

    fn step_all(&self, watch: &Watch, mut reader: RowReader, sink: &mut FrameSink, valve: Option<&Valve>) -> Result<usize, StepProblem> {
        loop {
            // SAFETY: the statement is bound and its connection open.
            match unsafe { ffi::sqlite3_step(self.raw) } {
                ffi::SQLITE_ROW => reader.read(sink).map_err(StepProblem::Row)?,
                ffi::SQLITE_DONE => return reader.finish(sink).map_err(StepProblem::Row),
                _ => return Err(StepProblem::Failed(self.failure())),
            }
            if let Some(valve) = valve.filter(|_| sink.byte_count() >= CHUNK_BYTES) {
                valve.pass(watch, sink)?;
                reader.forget_bytes();
            }
            if reader.wants_look()
                && let Some(stop) = watch.look()
            {
                return Err(StepProblem::Stopped(stop));
            }
        }
    }

    /// Outside a transaction the commit happens with the last step, but a reset may still tell of a failure.
    fn end(&self, rows: usize) -> Result<usize, StepProblem> {
        // SAFETY: the statement lives.
        match unsafe { ffi::sqlite3_reset(self.raw) } {
            ffi::SQLITE_OK => Ok(rows),
            _ => Err(StepProblem::Failed(self.failure())),
        }
    }

    fn failure(&self) -> Failure {
        // SAFETY: the statement lives, and so does its connection.
        unsafe { super::error::last_failure(ffi::sqlite3_db_handle(self.raw)) }
    }
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        // SAFETY: the statement lives; after this SQLite holds no pointer to the parameters.
        unsafe {
            ffi::sqlite3_reset(self.raw);
            ffi::sqlite3_clear_bindings(self.raw);
        }
    }
}
