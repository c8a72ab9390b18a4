//! Runs one statement on a connection: prepared where it pays, in one round trip where the result is known, within its deadline.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use oxyde_wire::{Completed, ErrorKind, Failure, FrameSink};
use tokio_postgres::types::Type;
use tokio_postgres::{Error, RowStream};

use super::bind::{self, Bound};
use super::plans::{Plan, Plans};
use super::rows::RowReader;
use super::session::{Link, Prepared, Session};
use super::sql_text;
use super::{error, stream};
use crate::control::{Control, Halt, Outlet, Reins};
use crate::pool::CLEAN_UP_DEADLINE;
use crate::{Access, CompiledStatement, Run};

/// The server's own limit comes first; a connection that says nothing so long after it is dead.
const GRACE: Duration = Duration::from_secs(5);

/// A statement with its parameters as they are sent.
pub struct Work {
    pub statement: Arc<CompiledStatement>,
    pub timeout: Option<Duration>,
    pub plan: Arc<Plan>,
    pub control: Option<Arc<Control>>,
    pub outlet: Option<Outlet>,
    parameters: Vec<Bound>,
    is_raw_and_changing: bool,
}

impl Work {
    /// Binds the parameters; gives the sink back, which each attempt takes.
    ///
    /// # Errors
    /// `EncodeFailed`; nothing was sent then.
    pub fn new(run: Run, plans: &Plans) -> Result<(Self, FrameSink), Failure> {
        let Run { statement, parameters, timeout, control, outlet, sink } = run;
        let parameters = bind::bind(&statement, parameters)?;
        let plan = plans.of(statement.id);
        let is_raw_and_changing = statement.access == Access::Raw && sql_text::may_change_session(&statement.sql);
        Ok((Self { statement, timeout, plan, control, outlet, parameters, is_raw_and_changing }, sink))
    }

    /// A sink for another attempt.
    pub fn new_sink(&self) -> FrameSink {
        FrameSink::new(self.statement.shape.clone().unwrap_or_default())
    }

    /// The parameters with their types, for a statement that is not prepared.
    pub fn typed_parameters(&self) -> impl Iterator<Item = (&Bound, Type)> {
        self.parameters.iter().zip(self.types())
    }

    fn types(&self) -> Vec<Type> {
        self.statement.binds.iter().map(|bind| bind::type_of(bind, self.statement.access)).collect()
    }

    /// Whether it can be sent without being prepared first: nothing has to be asked about the types of its result meanwhile.
    fn has_known_result(&self) -> bool {
        self.plan.has_builtin_types() || self.statement.shape.as_ref().is_some_and(|shape| shape.is_empty())
    }
}

/// Runs a statement on a connection of one's own and reads its result to the end.
///
/// # Errors
/// Every kind that a statement can fail with; the session knows afterwards whether it can be used again.
pub async fn execute(session: &mut Session, work: &Work, sink: FrameSink, timeout: Option<Duration>) -> Result<Completed, Failure> {
    if let Some(outlet) = &work.outlet {
        return Box::pin(stream::execute(session, work, outlet, sink, timeout)).await;
    }
    let options = session.link.connector.options();
    let server_limit = options.statement_timeout().filter(|_| !options.is_transaction_pooled);
    // Where the server does not enforce the default, it is done here.
    let needs_own = options.is_transaction_pooled || session.has_other_limit;
    let limit = timeout.or(options.statement_timeout().filter(|_| needs_own));
    let longer = limit.filter(|limit| server_limit.is_some_and(|most| *limit > most));
    session.has_other_limit |= longer.is_some();
    session.may_have_changed |= work.is_raw_and_changing;
    session.is_busy = true;
    let may_repeat = !session.is_in_transaction;
    let reins = Reins { control: work.control.as_deref(), limit };
    let outcome = if limit.is_some() || work.control.is_some() {
        let run = run(&session.link, work, sink, may_repeat);
        Box::pin(within(&session.link, reins, false, allowed(&session.link, longer, run))).await
    } else {
        execute_shared(&session.link, work, sink, may_repeat).await
    };
    session.is_busy = false;
    if work.statement.access == Access::Raw && sql_text::prepares_by_name(&work.statement.sql) {
        session.link.finish();
    }
    outcome
}

/// Runs a statement under the server's own limit, on a connection that others may use, too.
///
/// # Errors
/// As for [`execute`].
pub async fn execute_shared(link: &Link, work: &Work, sink: FrameSink, may_repeat: bool) -> Result<Completed, Failure> {
    let run = run(link, work, sink, may_repeat);
    let Some(limit) = link.connector.options().statement_timeout() else { return run.await };
    match tokio::time::timeout(limit + GRACE, run).await {
        Ok(outcome) => outcome,
        Err(_) => {
            link.hang_up();
            Err(error::timed_out(limit))
        }
    }
}

/// Raises the server's own limit first, in the same round trip.
async fn allowed<T>(link: &Link, limit: Option<Duration>, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let Some(limit) = limit else { return work.await };
    let command = format!("SET statement_timeout = {}", limit.as_millis());
    let (allowed, outcome) = tokio::join!(link.command(&command), work);
    // Where this failed, the statement failed for the same reason.
    outcome.and_then(|outcome| allowed.map(|()| outcome))
}

/// Lets the work run until its reins are pulled, then stops it on the server and waits a little longer for its answer. With
/// `spares_transaction`, work whose caller has enough of it ends by itself: to stop it would end the transaction around it.
pub async fn within<T>(
    link: &Link,
    reins: Reins<'_>,
    spares_transaction: bool,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut work = pin!(work);
    let halt = tokio::select! {
        biased;
        outcome = &mut work => return outcome,
        halt = reins.pulled() => halt,
    };
    if halt == Halt::Enough && spares_transaction {
        return work.await;
    }
    link.connector.cancel(&link.client).await;
    match tokio::time::timeout(CLEAN_UP_DEADLINE, work).await {
        Ok(Err(failure)) if failure.kind == ErrorKind::Cancelled => Err(halt.failure(reins.limit).with_code("57014")),
        Ok(Err(failure)) if failure.kind == ErrorKind::StatementTimeout => {
            // The server's own limit was quicker, and the request is still on its way.
            link.finish();
            Err(halt.failure(reins.limit).with_code("57014"))
        }
        Ok(outcome) => {
            // It was quicker than the request to stop it, which might hit the next statement.
            link.finish();
            outcome
        }
        Err(_) => {
            link.hang_up();
            Err(halt.failure(reins.limit))
        }
    }
}

async fn run(link: &Link, work: &Work, sink: FrameSink, may_repeat: bool) -> Result<Completed, Failure> {
    // PERF: what is rare is boxed, for each layer of futures is moved once, with room for all that it may ever hold.
    let Some(prepared) = link.prepared(work.statement.id) else { return Box::pin(first_run(link, work, sink)).await };
    match run_prepared(link, work, &prepared, sink).await {
        Err(failure) if error::is_stale(&failure) => {
            link.forget(work.statement.id);
            if may_repeat { Box::pin(first_run(link, work, work.new_sink())).await } else { Err(failure) }
        }
        outcome => outcome,
    }
}

async fn first_run(link: &Link, work: &Work, sink: FrameSink) -> Result<Completed, Failure> {
    let options = link.connector.options();
    let is_unnamed = options.is_transaction_pooled || options.statement_cache_size == 0 || work.statement.access == Access::Ddl;
    if is_unnamed || (work.has_known_result() && !work.plan.is_known()) {
        return run_unnamed(link, work, sink).await;
    }
    if work.has_known_result() {
        // Behind the statement itself, in the same round trip; its failure is that of the statement.
        let (outcome, _) = tokio::join!(run_unnamed(link, work, sink), prepare(link, work));
        return outcome;
    }
    let prepared = prepare(link, work).await?;
    run_prepared(link, work, &prepared, sink).await
}

/// The statement prepared on this connection, which keeps it.
///
/// # Errors
/// The server's answer. Nothing was run, so the statement may be sent again.
pub async fn prepare(link: &Link, work: &Work) -> Result<Arc<Prepared>, Failure> {
    if let Some(prepared) = link.prepared(work.statement.id) {
        return Ok(prepared);
    }
    let statement = link.client.prepare_typed(&work.statement.sql, &work.types()).await.map_err(|error| failed(link, &error))?;
    if statement.params().len() != work.parameters.len() {
        let message = format!("the statement has {} placeholders and {} parameters", statement.params().len(), work.parameters.len());
        return Err(Failure::new(ErrorKind::InvalidStatement, message));
    }
    let reader = RowReader::new(statement.columns(), work.statement.shape.as_ref())?;
    work.plan.note_types(reader.is_builtin);
    let prepared = Arc::new(Prepared { statement, reader });
    link.keep(work.statement.id, prepared.clone());
    Ok(prepared)
}

/// Runs a prepared statement; sends it when first polled.
pub async fn run_prepared(link: &Link, work: &Work, prepared: &Prepared, sink: FrameSink) -> Result<Completed, Failure> {
    let answer = link.client.query_raw(&prepared.statement, &work.parameters).await;
    read(link, work, answer.map_err(|error| failed(link, &error))?, Some(&prepared.reader), sink).await
}

/// Runs a statement in one round trip without keeping it.
async fn run_unnamed(link: &Link, work: &Work, sink: FrameSink) -> Result<Completed, Failure> {
    let answer = link.client.query_typed_raw(&work.statement.sql, work.typed_parameters()).await;
    read(link, work, answer.map_err(|error| failed(link, &error))?, None, sink).await
}

/// Reads a result to its end; after a failure the rest is dropped, for the connection may belong to a transaction.
async fn read(link: &Link, work: &Work, rows: RowStream, known: Option<&RowReader>, mut sink: FrameSink) -> Result<Completed, Failure> {
    let max_bytes = link.connector.options().max_result_bytes;
    let mut rows = pin!(rows);
    let mut scratch = String::new();
    let mut outcome = Ok(());
    let mut found = None;
    if let Some(reader) = known {
        reader.describe(&mut sink);
    }
    while let Some(row) = rows.try_next().await.map_err(|error| failed(link, &error))? {
        if outcome.is_err() {
            continue;
        }
        let reader = match known {
            Some(reader) => reader,
            None => match found.get_or_insert_with(|| described(row.columns(), work, &mut sink)) {
                Ok(reader) => reader,
                Err(failure) => {
                    outcome = Err(failure.clone());
                    continue;
                }
            },
        };
        outcome = reader.push(&mut sink, &row, &mut scratch, max_bytes);
    }
    outcome?;
    Ok(Completed { sink, affected: rows.rows_affected().unwrap_or(0), last_insert_id: 0 })
}

fn described(columns: &[tokio_postgres::Column], work: &Work, sink: &mut FrameSink) -> Result<RowReader, Failure> {
    let reader = RowReader::new(columns, work.statement.shape.as_ref())?;
    reader.describe(sink);
    Ok(reader)
}

/// What the error means, for the connection, too.
pub fn failed(link: &Link, error: &Error) -> Failure {
    let failure = error::from_postgres(error);
    match error.as_db_error() {
        // Nobody knows what the server sends next.
        None => link.hang_up(),
        Some(_) if failure.kind == ErrorKind::ConnectionLost => link.finish(),
        Some(_) => {}
    }
    failure
}
