//! The driver of MySQL and MariaDB, on mysql_async connections in the pool of this crate.

mod address;
mod bind;
mod connect;
mod error;
mod facts;
mod rows;
mod server;
mod session;
mod sql_text;
mod statement;
mod text_cell;
mod tls;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use connect::Connector;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use oxyde_wire::{Completed, ErrorKind, Failure};

use crate::control::{Reins, left_until};
use crate::pool::Pool;
use crate::{DataSourceOptions, Driver, PoolStatistics, Run, ServerProfile, Transaction, TransactionOptions};

/// Makes the driver; nothing is connected yet.
///
/// # Errors
/// `InvalidOptions`.
pub fn open(options: Arc<DataSourceOptions>) -> Result<Arc<dyn Driver>, Failure> {
    let connector = Connector::new(options.clone())?;
    Ok(Arc::new(Mysql { pool: Pool::new(connector, options.pool.clone()), options }))
}

struct Mysql {
    pool: Pool<Connector>,
    options: Arc<DataSourceOptions>,
}

impl Mysql {
    async fn run(&self, run: Run) -> Result<Completed, Failure> {
        let deadline = run.timeout.and_then(|timeout| tokio::time::Instant::now().checked_add(timeout));
        let reins = Reins { control: run.control.as_deref(), limit: run.timeout };
        let mut lease = reins.guard(self.pool.acquire()).await?;
        let limit = left_until(deadline).or(self.options.statement_timeout().filter(|_| run.outlet.is_none()));
        let outcome = statement::execute(&mut lease, run, limit).await;
        if outcome.as_ref().is_err_and(error::ends_connection) {
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

impl Driver for Mysql {
    fn connect(&self) -> BoxFuture<'_, Result<ServerProfile, Failure>> {
        async move { Ok(self.pool.acquire().await?.server.profile()) }.boxed()
    }

    fn execute(&self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        self.run(run).boxed()
    }

    fn begin(&self, options: TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Transaction>, Failure>> {
        Mysql::begin(self, options).boxed()
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
impl Drop for Mysql {
    fn drop(&mut self) {
        self.pool.shut();
    }
}
