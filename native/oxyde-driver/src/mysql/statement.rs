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
    let Run { statement, parameters, sink, .. } = run;
    let parameters = bind::bind(&statement, parameters)?;
    check_size(session, &statement, &parameters)?;
    session.is_busy = true;
    let outcome = within(session, limit, &statement, parameters, sink).await;
    session.is_busy = false;
    if outcome.as_ref().is_err_and(error::ends_connection) {
        session.is_finished = true;
    }
    outcome
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
    limit: Option<Duration>,
    statement: &CompiledStatement,
    parameters: Vec<Bound>,
    sink: FrameSink,
) -> Result<Completed, Failure> {
    let connector = session.connector().clone();
    let mut watch = Watch { connector: connector.clone(), connection: Some(session.id()) };
    let ended = watch_over(&connector, session.id(), limit, run(session, limit, statement, parameters, sink)).await;
    watch.connection = None;
    match ended {
        Ended::InTime(outcome) => outcome,
        Ended::Late(outcome) => late(session, outcome, limit.unwrap_or_default()).await,
        Ended::Never => {
            session.hang_up();
            Err(error::timed_out(limit.unwrap_or_default()))
        }
        Ended::Aborted => {
            session.hang_up();
            Err(error::lost(" (the data source was closed)"))
        }
    }
}

/// Lets the work run until its limit, then stops it on the server and waits a little longer for its answer.
async fn watch_over(
    connector: &Connector,
    connection: u32,
    limit: Option<Duration>,
    work: impl Future<Output = Result<Completed, Failure>>,
) -> Ended {
    let mut work = pin!(work);
    tokio::select! {
        biased;
        outcome = &mut work => Ended::InTime(outcome),
        () = pass(limit) => {
            connector.kill(connection).await;
            tokio::time::timeout(CLEAN_UP_DEADLINE, work).await.map_or(Ended::Never, Ended::Late)
        }
        () = connector.aborted() => Ended::Aborted,
    }
}

async fn pass(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit + GRACE).await,
        None => std::future::pending().await,
    }
}

enum Ended {
    InTime(Result<Completed, Failure>),
    Late(Result<Completed, Failure>),
    Never,
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
async fn late(session: &mut Session, outcome: Result<Completed, Failure>, limit: Duration) -> Result<Completed, Failure> {
    if outcome.as_ref().is_err_and(|failure| failure.kind == ErrorKind::Cancelled) {
        return Err(error::timed_out(limit).with_code("1317"));
    }
    // The order to stop may still wait for the next statement; let it hit this one.
    let soaked = tokio::time::timeout(CLEAN_UP_DEADLINE, session.command("DO 0")).await;
    if !matches!(soaked, Ok(Ok(()) | Err(Error::Server(_)))) {
        session.hang_up();
    }
    outcome
}

async fn run(
    session: &mut Session,
    limit: Option<Duration>,
    statement: &CompiledStatement,
    parameters: Vec<Bound>,
    sink: FrameSink,
) -> Result<Completed, Failure> {
    session.allow(limit).await?;
    if statement.access == Access::Ddl && parameters.is_empty() {
        return run_text(session, statement, sink).await;
    }
    let sql = sql_text::without_named_parameters(&statement.sql)?;
    run_prepared(session, statement, sql, parameters, sink).await
}

async fn run_prepared(
    session: &mut Session,
    statement: &CompiledStatement,
    sql: Cow<'_, str>,
    parameters: Vec<Bound>,
    sink: FrameSink,
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
    let completed = read(result, statement, sink, false, max_bytes).await;
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
    read(result, statement, sink, true, max_bytes).await
}

/// Reads the first result that has rows, and all others to their end.
async fn read<P: Protocol>(
    mut result: QueryResult<'_, '_, P>,
    statement: &CompiledStatement,
    mut sink: FrameSink,
    is_text_protocol: bool,
    max_bytes: u64,
) -> Result<Completed, Failure> {
    let columns = result.columns().unwrap_or_default();
    let mut outcome = Ok(());
    if !columns.is_empty() {
        let mut reader = RowReader::new(&mut sink, &columns, statement.shape.is_some(), is_text_protocol, max_bytes);
        while let Some(row) = result.next().await.map_err(|error| error::from_mysql(&error))? {
            // After a failure the rest is read and dropped: the connection may belong to a transaction.
            if let (Ok(()), Ok(reader)) = (&outcome, &mut reader) {
                outcome = reader.push(&mut sink, &row);
            }
        }
        outcome = outcome.and(reader.map(drop));
    }
    let affected = if columns.is_empty() { result.affected_rows() } else { sink.row_count() as u64 };
    let last_insert_id = result.last_insert_id().unwrap_or(0);
    result.drop_result().await.map_err(|error| error::from_mysql(&error))?;
    outcome?;
    Ok(Completed { sink, affected, last_insert_id })
}
