//! Streams the rows of a read: a cursor on the server, and no more of it fetched than what was asked for.

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt;
use oxyde_wire::{Completed, Failure, FrameSink};
use tokio::time::Instant;
use tokio_postgres::Statement;

use super::error;
use super::rows::RowReader;
use super::session::{Link, Session};
use super::statement::{Work, failed, within};
use crate::control::{CHUNK_BYTES, Halt, Outlet, Reins, left_until};
use crate::pool::CLEAN_UP_DEADLINE;

/// Rows of the first fetch, which shows how large they are.
const FIRST_ROWS: usize = 64;
const MOST_ROWS: usize = 16_384;

/// Streams a read to its outlet, in a transaction of its own where none is open. The server works only while it is asked for rows, so a
/// reader may take its time; `timeout` is for the whole stream, the default one for each fetch.
///
/// # Errors
/// As for a statement that is read at once; `Cancelled` when its caller ended it.
pub async fn execute(
    session: &mut Session,
    work: &Work,
    outlet: &Outlet,
    sink: FrameSink,
    timeout: Option<Duration>,
) -> Result<Completed, Failure> {
    let is_own = !session.is_in_transaction;
    session.is_in_transaction = true;
    session.is_busy = true;
    let link = session.link.clone();
    let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    let longer = timeout.filter(|timeout| link.connector.options().statement_timeout().is_some_and(|most| *timeout > most));
    session.has_other_limit |= longer.is_some();
    let cursor = Cursor { link: &link, work, outlet, timeout, deadline, is_own };
    let outcome = match cursor.open(longer).await {
        Ok(()) => cursor.read_all(sink).await,
        Err(failure) => Err(failure),
    };
    let ended = cursor.end(&outcome).await;
    session.is_busy = false;
    session.is_in_transaction = !is_own || ended.is_err();
    outcome.and_then(|completed| ended.map(|()| completed))
}

struct Cursor<'a> {
    link: &'a Link,
    work: &'a Work,
    outlet: &'a Outlet,
    timeout: Option<Duration>,
    deadline: Option<Instant>,
    is_own: bool,
}

/// What one fetch brought.
struct Fetched {
    rows: usize,
    bytes: usize,
    chunks: Vec<FrameSink>,
}

impl Cursor<'_> {
    async fn open(&self, limit: Option<Duration>) -> Result<(), Failure> {
        let begin = async { if self.is_own { self.link.command("BEGIN").await } else { Ok(()) } };
        let allow = async {
            match limit {
                Some(limit) => self.link.command(&format!("SET statement_timeout = {}", limit.as_millis())).await,
                None => Ok(()),
            }
        };
        // In one round trip; where the first failed, the others failed for the same reason.
        let opening = async {
            let (begun, allowed, declared) = tokio::join!(begin, allow, self.declare());
            declared.and(begun).and(allowed)
        };
        self.step(opening).await
    }

    async fn declare(&self) -> Result<(), Failure> {
        let sql = format!("DECLARE oxyde_stream NO SCROLL CURSOR FOR {}", self.work.statement.sql);
        let answer = self.link.client.query_typed_raw(&sql, self.work.typed_parameters()).await;
        let rows = pin!(answer.map_err(|error| failed(self.link, &error))?);
        rows.try_collect::<Vec<_>>().await.map(drop).map_err(|error| failed(self.link, &error))
    }

    /// One step that the server works on, within the limits of the run.
    async fn step<T>(&self, step: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let options = self.link.connector.options();
        // The server keeps the default itself, except behind a pooler.
        let default = options.statement_timeout().filter(|_| options.is_transaction_pooled);
        let reins = Reins { control: Some(&self.outlet.control), limit: left_until(self.deadline).or(default) };
        let outcome = within(self.link, reins, !self.is_own, step).await;
        outcome.map_err(|failure| if self.is_over() { self.late(failure) } else { failure })
    }

    /// The time that was over is that of the whole stream.
    fn late(&self, failure: Failure) -> Failure {
        if failure.kind != oxyde_wire::ErrorKind::StatementTimeout {
            return failure;
        }
        Failure { code: failure.code, ..Halt::Late.failure(self.timeout) }
    }

    fn is_over(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= Instant::now())
    }

    async fn read_all(&self, mut sink: FrameSink) -> Result<Completed, Failure> {
        let (mut rows, mut total) = (FIRST_ROWS, 0);
        let (mut fetch, mut reader) = self.prepare(rows).await?;
        reader.describe(&mut sink);
        loop {
            let mut fetched = self.step(self.fetch(&fetch, &reader, &mut sink)).await?;
            total += fetched.rows as u64;
            for chunk in fetched.chunks.drain(..) {
                self.put(chunk).await?;
            }
            if fetched.rows < rows {
                return Ok(Completed { sink, affected: total, last_insert_id: 0 });
            }
            if sink.row_count() > 0 {
                self.put(sink.split()).await?;
            }
            let wanted = rows_per_chunk(&fetched);
            // Every other number of rows costs a round trip, so small differences do not count.
            if wanted > rows * 2 || wanted < rows / 2 {
                rows = wanted;
                (fetch, reader) = self.prepare(rows).await?;
            }
        }
    }

    /// Prepared, for while its rows are on their way nothing else can be asked about their types.
    async fn prepare(&self, rows: usize) -> Result<(Statement, RowReader), Failure> {
        let sql = format!("FETCH FORWARD {rows} FROM oxyde_stream");
        let preparing = async { self.link.client.prepare_typed(&sql, &[]).await.map_err(|error| failed(self.link, &error)) };
        let statement = self.step(preparing).await?;
        let reader = RowReader::new(statement.columns(), self.work.statement.shape.as_ref())?;
        Ok((statement, reader))
    }

    async fn fetch(&self, fetch: &Statement, reader: &RowReader, sink: &mut FrameSink) -> Result<Fetched, Failure> {
        let no_parameters: [i32; 0] = [];
        let answer = self.link.client.query_raw(fetch, no_parameters).await;
        let mut answer = pin!(answer.map_err(|error| failed(self.link, &error))?);
        let max_bytes = self.link.connector.options().max_result_bytes;
        let (mut fetched, mut scratch, mut outcome) = (Fetched { rows: 0, bytes: 0, chunks: Vec::new() }, String::new(), Ok(()));
        while let Some(row) = answer.try_next().await.map_err(|error| failed(self.link, &error))? {
            // After a failure the rest is read and dropped, for the connection may belong to a transaction.
            if outcome.is_err() {
                continue;
            }
            outcome = reader.push(sink, &row, &mut scratch, max_bytes);
            fetched.rows += 1;
            if outcome.is_ok() && sink.byte_count() >= CHUNK_BYTES {
                fetched.bytes += sink.byte_count();
                fetched.chunks.push(sink.split());
            }
        }
        fetched.bytes += sink.byte_count();
        outcome.map(|()| fetched)
    }

    /// While the reader takes its time, the server has nothing to do, so nothing has to be stopped there.
    async fn put(&self, chunk: FrameSink) -> Result<(), Failure> {
        let late = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            put = self.outlet.put(chunk) => put.map_err(|halt| halt.failure(self.timeout)),
            () = late => Err(Halt::Late.failure(self.timeout)),
            () = self.link.connector.aborted() => Err(error::lost(" (the data source was closed)")),
        }
    }

    /// Closes the cursor, and the transaction when it was made for it; in a failed transaction of others nothing is left to close.
    async fn end(&self, outcome: &Result<Completed, Failure>) -> Result<(), Failure> {
        if !self.link.is_usable() {
            return Err(error::lost(""));
        }
        let sql = match outcome {
            _ if self.is_own && outcome.is_ok() => "COMMIT",
            _ if self.is_own => "ROLLBACK",
            Err(failure) if error::is_answer(failure) => return Ok(()),
            _ => "CLOSE oxyde_stream",
        };
        match tokio::time::timeout(CLEAN_UP_DEADLINE, self.link.command(sql)).await {
            Ok(ended) => ended,
            Err(_) => {
                self.link.hang_up();
                Err(error::lost(""))
            }
        }
    }
}

fn rows_per_chunk(fetched: &Fetched) -> usize {
    let bytes_per_row = (fetched.bytes / fetched.rows.max(1)).max(1);
    (CHUNK_BYTES / bytes_per_row).clamp(1, MOST_ROWS)
}
