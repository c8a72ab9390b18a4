//! The SQLite driver: a connection beside the calling thread, one writer, some readers, and the choice between them.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use futures_util::future::BoxFuture;
use oxyde_wire::{Completed, ErrorKind, Failure};
use tokio::sync::{OnceCell, oneshot};

use super::connect::{self, Connection, Handle, Role};
use super::lane::{Job, Lane, Lease, Wish};
use super::settings::Settings;
use super::transaction::{End, Held, SqliteTransaction};
use super::watch::Limits;
use super::work::{Asked, Work};
use super::{inline, locked, sql, writer};
use crate::control::{Outlet, Reins};
use crate::{
    Access, CompiledStatement, DataSourceOptions, Dialect, Driver, Inline, PoolStatistics, Run, ServerProfile, Transaction,
    TransactionOptions,
};

/// One database, in a file or in memory.
pub struct Database {
    pub settings: Arc<Settings>,
    pub writer: Arc<Lane>,
    /// The writer itself for a database in memory, which lives in a single connection.
    readers: Arc<Lane>,
    /// Beside the calling thread; reads there while the writer is taken. Absent for a database in memory.
    pub inline: Mutex<Option<Handle>>,
    profile: OnceCell<ServerProfile>,
    work: Arc<Work>,
    transactions: Mutex<Vec<Weak<Held>>>,
}

impl Database {
    /// Nothing is opened yet.
    pub fn new(options: Arc<DataSourceOptions>) -> Result<Arc<Self>, Failure> {
        let settings = Arc::new(Settings::new(options)?);
        let writer = Lane::new(&settings, Role::Writer, 1);
        let readers = match settings.is_memory() {
            true => Arc::clone(&writer),
            false => Lane::new(&settings, Role::Reader, settings.options.sqlite.readers as usize),
        };
        Ok(Arc::new(Self {
            settings,
            writer,
            readers,
            inline: Mutex::default(),
            profile: OnceCell::new(),
            work: Arc::default(),
            transactions: Mutex::default(),
        }))
    }

    /// Opens the writer, which creates the file, then the connection beside the calling thread.
    async fn opened(&self) -> Result<&ServerProfile, Failure> {
        self.settings.check_open()?;
        self.profile.get_or_try_init(|| self.open()).await
    }

    async fn open(&self) -> Result<ServerProfile, Failure> {
        let (writer, settings) = (Arc::clone(&self.writer), Arc::clone(&self.settings));
        let opening = tokio::task::spawn_blocking(move || {
            let max_parameters = writer.open_first()?;
            let inline = if settings.is_memory() { None } else { Some(Connection::open(&settings, Role::Inline)?) };
            settings.read_lock.set(if settings.is_wal() { Some(Connection::open(&settings, Role::Inline)?) } else { None });
            Ok((max_parameters, inline))
        });
        let opened: Result<_, Failure> =
            opening.await.unwrap_or_else(|_| Err(Failure::new(ErrorKind::Internal, "opening the database panicked")));
        let (max_parameters, inline) = opened?;
        *locked(&self.inline) = inline;
        Ok(profile(max_parameters))
    }

    fn lane_of(&self, statement: &CompiledStatement) -> &Arc<Lane> {
        match statement.access {
            Access::PlainRead | Access::LockingRead => &self.readers,
            Access::Raw if sql::is_sure_read(&statement.sql) => &self.readers,
            _ => &self.writer,
        }
    }

    /// Puts a wish before a lane and waits: for the connection until the acquire timeout, then as long as its own deadline allows.
    async fn ask<T>(
        &self,
        lane: &Arc<Lane>,
        reins: Reins<'_>,
        wish: impl FnOnce(oneshot::Sender<Result<T, Failure>>) -> Wish,
    ) -> Result<T, Failure> {
        let (sender, mut receiver) = oneshot::channel();
        let asked = Asked::default();
        lane.submit(Job { ticket: asked.ticket(), wish: wish(sender) })?;
        let patience = self.settings.acquire_timeout();
        let answer = tokio::select! {
            biased;
            answer = &mut receiver => answer,
            // Once the work has begun, its watch sees the reins, too.
            halt = reins.pulled() => match asked.withdraw() {
                true => return Err(halt.failure(reins.limit).with_retry_safe()),
                false => receiver.await,
            },
            () = tokio::time::sleep(patience), if !patience.is_zero() => match asked.withdraw() {
                true => return Err(acquire_timeout()),
                false => receiver.await,
            },
        };
        answer.unwrap_or_else(|_| Err(self.settings.check_open().err().unwrap_or_else(lost_answer)))
    }

    async fn run(&self, run: Run) -> Result<Completed, Failure> {
        let lane = Arc::clone(self.lane_of(&run.statement));
        let (control, limit) = (run.control.clone(), run.timeout);
        self.ask(&lane, Reins { control: control.as_deref(), limit }, |answer| Wish::Run(run, answer)).await
    }

    /// A stream of the only connection there is: its reader would wait for ever for other statements, so they wait for it no longer than
    /// for any other.
    async fn gather(&self, mut run: Run, outlet: &Outlet) -> Result<Completed, Failure> {
        let (gathering, gathered) = outlet.gathering();
        run.outlet = Some(gathering);
        let completed = self.run(run).await?;
        let chunks = std::mem::take(&mut *locked(&gathered));
        for chunk in chunks {
            outlet.put(chunk).await.map_err(|halt| halt.failure(None))?;
        }
        Ok(completed)
    }

    async fn lease_for(&self, options: TransactionOptions) -> Result<Lease, Failure> {
        let lane = if options.is_read_only { &self.readers } else { &self.writer };
        if let Some(mut lease) = lane.try_lease() {
            // Does not wait for another process here: that is what the lane's thread is for.
            let limits = Limits { budget: Some(self.settings.inline_budget()), ..Limits::default() };
            if writer::open_transaction(&mut lease, options, limits).is_ok() {
                return Ok(lease);
            }
        }
        self.ask(lane, Reins { control: None, limit: None }, |answer| Wish::Begin(options, answer)).await
    }

    async fn begin_transaction(&self, options: TransactionOptions) -> Result<Box<dyn Transaction>, Failure> {
        let work = self.work.begin();
        self.opened().await?;
        let lease = self.lease_for(options).await?;
        let transaction = SqliteTransaction::new(lease, options, work);
        let mut transactions = locked(&self.transactions);
        transactions.retain(|held| held.strong_count() > 0);
        transactions.push(Arc::downgrade(transaction.held()));
        Ok(Box::new(transaction))
    }

    async fn close_all(&self, deadline: Duration) {
        self.settings.is_closing.store(true, Ordering::Release);
        // Whether it was drained or not: what still runs then is stopped.
        let _ = tokio::time::timeout(deadline, self.work.drained()).await;
        self.shut();
        let (readers, writer) = (Arc::clone(&self.readers), Arc::clone(&self.writer));
        let joining = tokio::task::spawn_blocking(move || {
            readers.join();
            writer.join();
        });
        // A thread that panicked has nothing left to tell.
        let _ = joining.await;
    }

    /// Ends everything without waiting for it.
    fn shut(&self) {
        self.settings.is_closing.store(true, Ordering::Release);
        self.settings.is_shut.store(true, Ordering::Release);
        let transactions = std::mem::take(&mut *locked(&self.transactions));
        transactions.iter().filter_map(Weak::upgrade).for_each(|held| held.end(End::Closed));
        locked(&self.inline).take();
        self.settings.read_lock.set(None);
        self.readers.end();
        // Last, for it empties the WAL.
        self.writer.end();
    }
}

fn profile(max_parameters: u32) -> ServerProfile {
    // SQLite counts 3.51.3 as 3051003.
    let number = connect::version_number().unsigned_abs();
    ServerProfile {
        dialect: Dialect::Sqlite,
        is_mariadb: false,
        version: connect::version(),
        version_number: number / 1_000_000 * 10_000 + number / 1_000 % 1_000 * 100 + number % 1_000,
        has_insert_returning: true,
        has_update_returning: true,
        max_parameters,
    }
}

fn acquire_timeout() -> Failure {
    let message = "no connection became free in time: a transaction or a long statement holds it; keep transactions short, \
                   never wait inside one for a statement outside of it, or raise pool.acquireTimeout";
    Failure::new(ErrorKind::PoolTimeout, message).with_retry_safe()
}

fn lost_answer() -> Failure {
    Failure::new(ErrorKind::Internal, "the thread of the database did not answer")
}

/// The driver as the engine holds it: dropping it closes everything.
pub struct SqliteDriver {
    database: Arc<Database>,
}

impl SqliteDriver {
    /// Nothing is opened yet.
    pub fn new(options: Arc<DataSourceOptions>) -> Result<Self, Failure> {
        Ok(Self { database: Database::new(options)? })
    }
}

impl Driver for SqliteDriver {
    fn connect(&self) -> BoxFuture<'_, Result<ServerProfile, Failure>> {
        Box::pin(async { self.database.opened().await.cloned() })
    }

    fn execute(&self, run: Run) -> BoxFuture<'_, Result<Completed, Failure>> {
        Box::pin(async move {
            let database = &self.database;
            let _work = database.work.begin();
            database.opened().await?;
            if run.statement.access == Access::Raw {
                sql::check_raw(&run.statement.sql)?;
            }
            if database.settings.is_memory()
                && let Some(outlet) = run.outlet.clone()
            {
                return database.gather(run, &outlet).await;
            }
            database.run(run).await
        })
    }

    fn execute_inline(&self, run: Run) -> Inline {
        inline::execute(&self.database, run)
    }

    fn runs_inline(&self) -> bool {
        true
    }

    fn begin(&self, options: TransactionOptions) -> BoxFuture<'_, Result<Box<dyn Transaction>, Failure>> {
        Box::pin(self.database.begin_transaction(options))
    }

    fn statistics(&self) -> PoolStatistics {
        let database = &self.database;
        let (writer, readers) = (database.writer.counts(), database.readers.counts());
        if database.settings.is_memory() {
            return PoolStatistics { size: writer.opened as u32, idle: writer.idle as u32, waiting: writer.waiting as u32, max: 1 };
        }
        let beside = u32::from(database.profile.initialized() && !database.settings.is_closing.load(Ordering::Acquire));
        PoolStatistics {
            size: (writer.opened + readers.opened) as u32 + beside,
            idle: (writer.idle + readers.idle) as u32 + beside,
            waiting: (writer.waiting + readers.waiting) as u32,
            max: database.settings.options.sqlite.readers + 2,
        }
    }

    fn close(&self, deadline: Duration) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            self.database.close_all(deadline).await;
            Ok(())
        })
    }
}

impl Drop for SqliteDriver {
    fn drop(&mut self) {
        self.database.shut();
    }
}
