//! Runs one statement on a connection: prepare where needed, bind, send, read; within its deadline.

use std::borrow::Cow;
use std::pin::pin;
use std::time::Duration;

use mysql_async::prelude::{Protocol, Queryable};
use mysql_async::{Error, Params, QueryResult, Value as Bound};
use oxyde_wire::{Completed, ErrorKind, Failure, FrameSink};

use super::bind;
use super::connect::Connector;
use super::error;
use super::rows::RowReader;
use super::session::Session;
use super::sql_text;
use crate::control::{CHUNK_BYTES, Control, Halt, Outlet, Reins};
use crate::pool::CLEAN_UP_DEADLINE;
use crate::{Access, CompiledStatement, Run};

/// The server's own limit comes first where it has one; its answer leaves the connection in order.
const GRACE: Duration = Duration::from_millis(100);
/// Bytes of a packet that are not parameters: more than enough.
const PACKET_OVERHEAD: u64 = 1024;

/// Runs a statement and reads its result to the end.
///
/// # Errors
/// Every kind that a statement can fail with; the session knows afterwards whether it can be used again.
pub async fn execute(session: &mut Session, run: Run, limit: Option<Duration>) -> Result<Completed, Failure> {
    let Run { statement, parameters, control, outlet, sink, .. } = run;
    let parameters = bind::bind(&statement, parameters)?;
    check_size(session, &statement, &parameters)?;
    session.is_busy = true;
    let steering = Steering { limit, control: control.as_deref(), outlet: outlet.as_ref() };
    let outcome = within(session, steering, &statement, parameters, sink).await;
    session.is_busy = false;
    if outcome.as_ref().is_err_and(error::ends_connection) {
        session.is_finished = true;
    }
    outcome
}

/// What may end a run early, and where its rows go.
#[derive(Clone, Copy)]
struct Steering<'a> {
    limit: Option<Duration>,
    control: Option<&'a Control>,
    outlet: Option<&'a Outlet>,
}

impl Steering<'_> {
    /// The default limit; of a stream, for each time in which its reader waits.
    fn default_limit(&self, session: &Session) -> Option<Duration> {
        self.limit.is_none().then(|| session.connector().options().statement_timeout()).flatten()
    }

    /// Resolves when the run has to end. The server's own limit comes first where it has one.
    async fn pulled(&self, default: Option<Duration>) -> Halt {
        let reins = Reins { control: self.control, limit: self.limit.map(|limit| limit + GRACE) };
        match (self.control.filter(|_| self.outlet.is_some()), default) {
            (Some(control), Some(default)) => tokio::select! {
                biased;
                halt = reins.pulled() => halt,
                () = control.until_stuck(default) => Halt::Late,
            },
            _ => reins.pulled().await,
        }
    }
}

/// Larger packets make the server close the connection, so they are not sent.
fn check_size(session: &Session, statement: &CompiledStatement, parameters: &[Bound]) -> Result<(), Failure> {
    let size: u64 = parameters.iter().map(|parameter| parameter.bin_len() + 2).sum();
    if size + statement.sql.len() as u64 + PACKET_OVERHEAD > session.server.max_packet {
        Err(error::too_large().with_retry_safe())
    } else {
        Ok(())
    }
}

async fn within(
    session: &mut Session,
    steering: Steering<'_>,
    statement: &CompiledStatement,
    parameters: Vec<Bound>,
    sink: FrameSink,
) -> Result<Completed, Failure> {
    let connector = session.connector().clone();
    let mut watch = Watch { connector: connector.clone(), connection: Some(session.id()) };
    let default = steering.default_limit(session);
    let limit = steering.limit.or(default);
    let ended = watch_over(&connector, session.id(), (steering, default), run(session, steering, statement, parameters, sink)).await;
    watch.connection = None;
    match ended {
        Ended::InTime(outcome) => outcome,
        Ended::Halted(halt, outcome) => late(session, outcome, halt.failure(limit)).await,
        Ended::Never(halt) => {
            session.hang_up();
            Err(halt.failure(limit))
        }
        Ended::Aborted => {
            session.hang_up();
            Err(error::lost(" (the data source was closed)"))
        }
    }
}

/// Lets the work run until its reins are pulled, then stops it on the server and waits a little longer for its answer.
async fn watch_over(
    connector: &Connector,
    connection: u32,
    (steering, default): (Steering<'_>, Option<Duration>),
    work: impl Future<Output = Result<Completed, Failure>>,
) -> Ended {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        outcome = &mut work => Ended::InTime(outcome),
        halt = steering.pulled(default) => {
            if let Some(control) = steering.control {
                // Who waits for the reader stops waiting.
                control.halt(halt);
            }
            connector.kill(connection).await;
            tokio::time::timeout(CLEAN_UP_DEADLINE, work).await.map_or(Ended::Never(halt), |outcome| Ended::Halted(halt, outcome))
        }
        () = connector.aborted() => Ended::Aborted,
    }
}

enum Ended {
    InTime(Result<Completed, Failure>),
    Halted(Halt, Result<Completed, Failure>),
    Never(Halt),
    Aborted,
}

/// Stops the statement on the server when its caller went away.
struct Watch {
    connector: Connector,
    connection: Option<u32>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(connection) = self.connection {
            self.connector.kill_later(connection);
        }
    }
}

/// The statement ended after it was told to; its answer counts when it was quicker than that.
async fn late(session: &mut Session, outcome: Result<Completed, Failure>, halted: Failure) -> Result<Completed, Failure> {
    if outcome.as_ref().is_err_and(|failure| failure.kind == ErrorKind::Cancelled && failure.code.is_some()) {
        return Err(halted.with_code("1317"));
    }
    // The order to stop may still wait for the next statement; let it hit this one.
    let soaked = tokio::time::timeout(CLEAN_UP_DEADLINE, session.command("DO 0")).await;
    if !matches!(soaked, Ok(Ok(()) | Err(Error::Server(_)))) {
        session.hang_up();
    }
    outcome.map_err(|failure| if failure.code.is_none() && failure.kind == ErrorKind::Cancelled { halted } else { failure })
}

async fn run(
    session: &mut Session,
    steering: Steering<'_>,
    statement: &CompiledStatement,
    parameters: Vec<Bound>,
    sink: FrameSink,
) -> Result<Completed, Failure> {
    if steering.outlet.is_some() {
        // The limits of the server count the time in which the reader is slow.
        session.allow(None).await?;
        session.allow_slow_reader().await?;
    } else {
        session.allow(steering.limit).await?;
    }
    if statement.access == Access::Ddl && parameters.is_empty() {
        return run_text(session, statement, sink).await;
    }
    let sql = sql_text::without_named_parameters(&statement.sql)?;
    run_prepared(session, statement, sql, parameters, (sink, steering.outlet)).await
}

async fn run_prepared(
    session: &mut Session,
    statement: &CompiledStatement,
    sql: Cow<'_, str>,
    parameters: Vec<Bound>,
    (sink, outlet): (FrameSink, Option<&Outlet>),
) -> Result<Completed, Failure> {
    let max_bytes = session.connector().options().max_result_bytes;
    let Some(prepared) = session.prepare(statement, &sql).await? else { return run_text(session, statement, sink).await };
    if usize::from(prepared.num_params()) != parameters.len() {
        let message = format!("the statement has {} placeholders and {} parameters", prepared.num_params(), parameters.len());
        return Err(Failure::new(ErrorKind::InvalidStatement, message));
    }
    note_change(session, statement);
    let parameters = if parameters.is_empty() { Params::Empty } else { Params::Positional(parameters) };
    let result = match session.conn()?.exec_iter(&prepared, parameters).await {
        Ok(result) => result,
        Err(Error::Server(refusal)) if is_stale(refusal.code) => {
            session.forget(statement.id);
            return Err(error::from_mysql(&Error::Server(refusal)).with_retry_safe());
        }
        Err(error) => return Err(error::from_mysql(&error)),
    };
    let completed = read(result, statement, (sink, outlet), false, max_bytes).await;
    session.trim().await.map_err(|error| error::from_mysql(&error))?;
    completed
}

/// Remembers that the session may be another one after this statement.
fn note_change(session: &mut Session, statement: &CompiledStatement) {
    session.may_have_changed |= statement.access == Access::Raw && sql_text::may_change_session(&statement.sql);
}

/// Whether the server forgot the statement, before it ran anything.
fn is_stale(code: u16) -> bool {
    matches!(code, 1243 | 1615)
}

async fn run_text(session: &mut Session, statement: &CompiledStatement, sink: FrameSink) -> Result<Completed, Failure> {
    let max_bytes = session.connector().options().max_result_bytes;
    note_change(session, statement);
    let result = session.conn()?.query_iter(statement.sql.as_str()).await.map_err(|error| error::from_mysql(&error))?;
    read(result, statement, (sink, None), true, max_bytes).await
}

/// Reads the first result that has rows, and all others to their end.
async fn read<P: Protocol>(
    mut result: QueryResult<'_, '_, P>,
    statement: &CompiledStatement,
    (mut sink, outlet): (FrameSink, Option<&Outlet>),
    is_text_protocol: bool,
    max_bytes: u64,
) -> Result<Completed, Failure> {
    let columns = result.columns().unwrap_or_default();
    let mut outcome = Ok(());
    let mut given = 0;
    if !columns.is_empty() {
        let mut reader = RowReader::new(&mut sink, &columns, statement.shape.is_some(), is_text_protocol, max_bytes);
        while let Some(row) = result.next().await.map_err(|error| error::from_mysql(&error))? {
            // After a failure the rest is read and dropped: the connection may belong to a transaction.
            if let (Ok(()), Ok(reader)) = (&outcome, &mut reader) {
                outcome = reader.push(&mut sink, &row);
                if let (Ok(()), Some(outlet)) = (&outcome, outlet) {
                    outlet.control.note_row();
                    if sink.byte_count() >= CHUNK_BYTES {
                        given += sink.row_count();
                        outcome = outlet.put(sink.split()).await.map_err(|halt| halt.failure(None));
                    }
                }
            }
        }
        outcome = outcome.and(reader.map(drop));
    }
    let affected = if columns.is_empty() { result.affected_rows() } else { (given + sink.row_count()) as u64 };
    let last_insert_id = result.last_insert_id().unwrap_or(0);
    result.drop_result().await.map_err(|error| error::from_mysql(&error))?;
    outcome?;
    Ok(Completed { sink, affected, last_insert_id })
}
