//! The driver of PostgreSQL, on tokio-postgres connections in the pool of this crate.

mod address;
mod array_cell;
mod array_text;
mod bind;
mod cell;
mod connect;
mod error;
mod numeric;
mod plans;
mod rows;
mod sent;
mod server;
mod session;
mod sql_text;
mod statement;
mod stream;
mod tls;
mod transaction;

use std::sync::Arc;
use std::time::{Duration, Instant};

use connect::Connector;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use oxyde_wire::{Completed, ErrorKind, Failure, FrameSink};
use statement::Work;

use crate::control::{Reins, left_until};
use crate::pool::Pool;
use crate::{Access, DataSourceOptions, Driver, PoolStatistics, Run, ServerProfile, Transaction, TransactionOptions};

/// A read that fails later than this was not just sent to a dead connection, so it is not run again.
const AT_ONCE: Duration = Duration::from_millis(500);

/// Makes the driver; nothing is connected yet.
///
/// # Errors
/// `InvalidOptions`.
pub fn open(options: Arc<DataSourceOptions>) -> Result<Arc<dyn Driver>, Failure> {
    let connector = Connector::new(options.clone())?;
    Ok(Arc::new(Postgres { pool: Pool::new(connector, options.pool.clone()), options }))
}

struct Postgres {
    pool: Pool<Connector>,
    options: Arc<DataSourceOptions>,
}

impl Postgres {
    async fn run(&self, run: Run) -> Result<Completed, Failure> {
        let (work, sink) = Work::new(run, self.pool.manager().plans())?;
        let start = Instant::now();
        match self.attempt(&work, sink).await {
            Err(failure) if failure.kind == ErrorKind::ConnectionLost => {
                // Where one connection died, others may have.
                self.pool.invalidate_idle();
                if work.outlet.is_none() && work.statement.access == Access::PlainRead && start.elapsed() < AT_ONCE {
                    return Box::pin(self.attempt(&work, work.new_sink())).await.map_err(|failure| as_read(&work, failure));
                }
                Err(as_read(&work, failure))
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self, work: &Work, sink: FrameSink) -> Result<Completed, Failure> {
        if self.may_share(work) { self.run_shared(work, sink).await } else { self.run_alone(work, sink).await }
    }

    /// A request to cancel hits whatever runs, so what may be cancelled runs alone; so does what may hold others up.
    fn may_share(&self, work: &Work) -> bool {
        let is_free = work.timeout.is_none() && work.control.is_none();
        work.statement.access == Access::PlainRead && is_free && !self.options.is_transaction_pooled && work.plan.is_quick()
    }

    async fn run_shared(&self, work: &Work, sink: FrameSink) -> Result<Completed, Failure> {
        let share = self.pool.acquire_shared().await?;
        let (start, others) = (Instant::now(), share.others());
        let outcome = statement::execute_shared(&share.link, work, sink, true).await;
        work.plan.note(start.elapsed(), others);
        outcome
    }

    async fn run_alone(&self, work: &Work, sink: FrameSink) -> Result<Completed, Failure> {
        let deadline = work.timeout.and_then(|timeout| tokio::time::Instant::now().checked_add(timeout));
        let reins = Reins { control: work.control.as_deref(), limit: work.timeout };
        let mut lease = reins.guard(self.pool.acquire()).await?;
        let start = Instant::now();
        let outcome = statement::execute(&mut lease, work, sink, left_until(deadline)).await;
        if work.outlet.is_none() {
            work.plan.note(start.elapsed(), 0);
        }
        if outcome.as_ref().is_err_and(|failure| failure.kind == ErrorKind::ReadOnly) {
            // Outside a read-only transaction: the server became a standby.
            lease.link.finish();
            self.pool.invalidate_idle();
        }
        outcome
    }

    /// Nothing was done yet: that a connection died while it was idle is no reason to fail.
    async fn begin(&self, options: TransactionOptions) -> Result<Box<dyn Transaction>, Failure> {
        match self.begin_once(options).await {
            Err(failure) if failure.kind == ErrorKind::ConnectionLost => self.begin_once(options).await,
            outcome => outcome,
        }
    }

    async fn begin_once(&self, options: TransactionOptions) -> Result<Box<dyn Transaction>, Failure> {
        let lease = self.pool.acquire().await?;
        let transaction = transaction::begin(&self.pool, lease, options).await?;
        Ok(Box::new(transaction))
    }
}

/// A read changes nothing, whatever became of it.
fn as_read(work: &Work, failure: Failure) -> Failure {
    if work.statement.access == Access::PlainRead { failure.with_retry_safe() } else { failure }
}

impl Driver for Postgres {
    fn connect(&self) -> BoxFuture<'_, Result<ServerProfile, Failure>> {
        async move { Ok(server::profile(&self.pool.acquire().await?.link.version)) }.boxed()
    }

    fn execute(&self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        self.run(run).boxed()
    }

    fn begin(&self, options: TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Transaction>, Failure>> {
        Postgres::begin(self, options).boxed()
    }

    fn statistics(&self) -> PoolStatistics {
        self.pool.statistics()
    }

    fn close(&self, deadline: Duration) -> BoxFuture<'_, Result<(), Failure>> {
        async move {
            self.pool.close(deadline).await;
            Ok(())
        }
        .boxed()
    }
}

/// Nobody can ask any more: idle connections close now, the others when they come back.
impl Drop for Postgres {
    fn drop(&mut self) {
        self.pool.shut();
    }
}
