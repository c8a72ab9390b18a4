//! A pool of connections of any kind: first come first served, bounded, self-cleaning, drained on close.

mod connecting;
mod lease;
mod random;
mod state;
mod upkeep;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oxyde_wire::{ErrorKind, Failure};
use tokio::runtime::Handle;
use tokio::sync::{Notify, oneshot};

pub use lease::{Lease, Share};
use state::{Entry, Grant, State, Waiter};

use crate::{PoolOptions, PoolStatistics};

/// How long a connection may take to become clean, or to say goodbye, before it is closed the hard way.
pub const CLEAN_UP_DEADLINE: Duration = Duration::from_secs(2);
/// A connection that was idle for less than this is taken to be alive.
const TRUSTED_IDLE: Duration = Duration::from_millis(500);

/// What a pool has to know about its connections.
pub trait Manager: Send + Sync + 'static {
    type Connection: Send + 'static;

    /// Opens a connection; the manager applies the connect deadline.
    fn connect(&self) -> impl Future<Output = Result<Self::Connection, Failure>> + Send;
    /// Asks the server for a sign of life; the pool applies a deadline.
    fn is_alive(&self, connection: &mut Self::Connection) -> impl Future<Output = bool> + Send;
    /// Whether the connection may be used at all, as far as is known without I/O.
    fn is_usable(&self, connection: &Self::Connection) -> bool;
    /// Whether it may go to the next caller as it is: nothing running, no transaction open.
    fn is_clean(&self, connection: &Self::Connection) -> bool;
    /// Ends what runs and rolls back what is open; `false` when the connection has to be closed. The pool applies a deadline.
    fn clean(&self, connection: &mut Self::Connection) -> impl Future<Output = bool> + Send;
    /// Says goodbye; the pool applies a deadline.
    fn close(&self, connection: Self::Connection) -> impl Future<Output = ()> + Send;
    /// Another handle of the connection, when it takes one more statement beside those that it runs.
    fn share(&self, _connection: &Self::Connection) -> Option<Self::Connection> {
        None
    }
    /// Closes all connections the hard way, those in use included.
    fn abort_all(&self) {}
}

/// A pool; clones are handles of the same one.
pub struct Pool<M: Manager> {
    inner: Arc<Inner<M>>,
}

impl<M: Manager> Clone for Pool<M> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone() }
    }
}

struct Inner<M: Manager> {
    manager: M,
    options: PoolOptions,
    state: Mutex<State<M>>,
    /// Drops happen on any thread; clean-up always runs on this runtime.
    runtime: Handle,
    /// Told each time a connection is gone.
    gone: Notify,
}

impl<M: Manager> Pool<M> {
    /// An empty pool. Must be called within the runtime that will run it.
    pub fn new(manager: M, options: PoolOptions) -> Self {
        let inner = Arc::new(Inner { manager, options, state: Mutex::new(State::new()), runtime: Handle::current(), gone: Notify::new() });
        upkeep::spawn(&inner);
        Self { inner }
    }

    pub fn manager(&self) -> &M {
        &self.inner.manager
    }

    /// A connection of one's own.
    ///
    /// # Errors
    /// `PoolTimeout`, `PoolQueueFull`, `PoolClosed`, or the failure to connect when no connection can be had.
    pub async fn acquire(&self) -> Result<Lease<M>, Failure> {
        loop {
            let mut lease = match self.inner.try_exclusive()? {
                Some(lease) => lease,
                None => self.inner.wait(Waiter::Exclusive).await?,
            };
            if self.inner.is_trusted(&lease) || self.inner.is_alive(&mut lease).await {
                return Ok(lease);
            }
            lease.discard();
        }
    }

    /// A connection that may run statements of other callers, too; for statements that never hold others up.
    ///
    /// # Errors
    /// As for [`Pool::acquire`].
    pub async fn acquire_shared(&self) -> Result<Share<M>, Failure> {
        match self.inner.try_shared()? {
            Some(share) => Ok(share),
            None => self.inner.wait(Waiter::Shared).await,
        }
    }

    /// Drops all idle connections: one of their kind turned out to be dead.
    pub fn invalidate_idle(&self) {
        let idle = std::mem::take(&mut self.inner.lock().idle);
        self.inner.close_all(idle);
    }

    pub fn statistics(&self) -> PoolStatistics {
        let state = self.inner.lock();
        PoolStatistics {
            size: state.live(),
            idle: state.idle.len() as u32,
            waiting: state.waiters.len() as u32,
            max: self.inner.options.max,
        }
    }

    /// Takes no more callers, turns away those that wait, closes idle connections; the others close when they come back.
    pub fn shut(&self) {
        let (idle, waiters) = {
            let mut state = self.inner.lock();
            state.is_closed = true;
            (std::mem::take(&mut state.idle), std::mem::take(&mut state.waiters))
        };
        waiters.into_values().for_each(|waiter| waiter.refuse(closed()));
        self.inner.close_all(idle);
    }

    /// As [`Pool::shut`], then waits for connections in use until the deadline and closes the rest the hard way.
    pub async fn close(&self, deadline: Duration) {
        self.shut();
        if tokio::time::timeout(deadline, self.inner.wait_until_empty()).await.is_err() {
            self.inner.manager.abort_all();
            let _ = tokio::time::timeout(CLEAN_UP_DEADLINE, self.inner.wait_until_empty()).await;
        }
    }
}

impl<M: Manager> Inner<M> {
    fn lock(&self) -> MutexGuard<'_, State<M>> {
        // The state is consistent between any two statements that can panic, so a poisoned lock is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an idle connection when nobody waits for one.
    fn try_exclusive(self: &Arc<Self>) -> Result<Option<Lease<M>>, Failure> {
        let (entry, trash) = {
            let mut state = self.lock();
            state.admit(&self.options)?;
            if state.waiters.is_empty() { state.take_idle(&self.manager) } else { (None, Vec::new()) }
        };
        self.close_all(trash);
        Ok(entry.map(|entry| Lease::new(self.clone(), entry)))
    }

    fn try_shared(self: &Arc<Self>) -> Result<Option<Share<M>>, Failure> {
        let (taken, trash, is_crowded) = {
            let mut state = self.lock();
            state.admit(&self.options)?;
            let (taken, trash) = if state.waiters.is_empty() { state.take_share(&self.manager) } else { (None, Vec::new()) };
            (taken, trash, state.is_crowded(self.options.max))
        };
        self.close_all(trash);
        if is_crowded {
            connecting::add_one(self);
        }
        Ok(taken.map(|(lane, connection)| Share::new(self.clone(), lane, connection)))
    }

    /// Joins the queue and waits for its turn.
    async fn wait<T: Send>(self: &Arc<Self>, waiter: fn(oneshot::Sender<Result<T, Failure>>) -> Waiter<M>) -> Result<T, Failure> {
        let (sender, receiver) = oneshot::channel();
        let ticket = Ticket { id: self.lock().enqueue(waiter(sender)), inner: self };
        self.pump();
        let timeout = Duration::from_millis(self.options.acquire_timeout);
        let answer = tokio::time::timeout(timeout, receiver).await;
        drop(ticket);
        match answer {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(closed()),
            Err(_) => Err(self.timed_out()),
        }
    }

    fn timed_out(&self) -> Failure {
        let state = self.lock();
        if let (0, Some(failure)) = (state.live(), &state.last_failure) {
            return failure.clone();
        }
        let waited = self.options.acquire_timeout;
        let message = format!("no connection became free within {waited} ms; raise pool.max or look for transactions that stay open");
        Failure::new(ErrorKind::PoolTimeout, message).with_retry_safe()
    }

    /// Serves those who wait, as far as there are connections, and opens more where that may help.
    fn pump(self: &Arc<Self>) {
        loop {
            let (grant, trash) = self.lock().next_grant(&self.manager);
            self.close_all(trash);
            match grant {
                Some(grant) => self.deliver(grant),
                None => break,
            }
        }
        connecting::start_where_needed(self);
    }

    /// INVARIANT: never under the lock. What nobody takes any more comes back through the drop of the lease.
    fn deliver(self: &Arc<Self>, grant: Grant<M>) {
        match grant {
            Grant::Exclusive(sender, entry) => drop(sender.send(Ok(Lease::new(self.clone(), entry)))),
            Grant::Shared(sender, lane, connection) => drop(sender.send(Ok(Share::new(self.clone(), lane, connection)))),
        }
    }

    /// Takes a connection back from a caller.
    fn release(self: &Arc<Self>, entry: Entry<M::Connection>) {
        if !self.manager.is_usable(&entry.connection) || entry.is_expired() || self.lock().is_closed {
            self.close_all(vec![entry]);
            return self.pump();
        }
        if !self.manager.is_clean(&entry.connection) {
            return self.clean_up(entry);
        }
        let late = self.lock().put_idle(entry);
        self.close_all(late.into_iter().collect());
        self.pump();
    }

    /// Makes a connection fit for the next caller; its place in the pool stays taken meanwhile, but never beyond the deadline.
    fn clean_up(self: &Arc<Self>, mut entry: Entry<M::Connection>) {
        let inner = self.clone();
        self.runtime.spawn(async move {
            let cleaned = tokio::time::timeout(CLEAN_UP_DEADLINE, inner.manager.clean(&mut entry.connection)).await;
            if cleaned == Ok(true) && inner.manager.is_clean(&entry.connection) {
                return inner.release(entry);
            }
            drop(entry);
            inner.gone.notify_waiters();
            inner.pump();
        });
    }

    /// Closes connections that are no longer part of the pool; their places are free at once.
    fn close_all(self: &Arc<Self>, entries: Vec<Entry<M::Connection>>) {
        if entries.is_empty() {
            return;
        }
        for entry in entries {
            let inner = self.clone();
            let Some(connection) = entry.into_connection() else { continue };
            if self.manager.is_usable(&connection) {
                self.runtime.spawn(async move { tokio::time::timeout(CLEAN_UP_DEADLINE, inner.manager.close(connection)).await });
            }
        }
        self.gone.notify_waiters();
    }

    fn is_trusted(&self, lease: &Lease<M>) -> bool {
        !self.options.test_before_acquire || lease.idle_time() <= TRUSTED_IDLE
    }

    async fn is_alive(&self, lease: &mut Lease<M>) -> bool {
        matches!(tokio::time::timeout(CLEAN_UP_DEADLINE, self.manager.is_alive(lease)).await, Ok(true))
    }

    async fn wait_until_empty(&self) {
        loop {
            let gone = self.gone.notified();
            if self.lock().size.load(Ordering::Acquire) == 0 {
                return;
            }
            gone.await;
        }
    }
}

/// The place of a caller in the queue; leaving it early gives the place up.
struct Ticket<'a, M: Manager> {
    id: u64,
    inner: &'a Inner<M>,
}

impl<M: Manager> Drop for Ticket<'_, M> {
    fn drop(&mut self) {
        let waiter = self.inner.lock().waiters.remove(&self.id);
        drop(waiter);
    }
}

fn closed() -> Failure {
    Failure::new(ErrorKind::PoolClosed, "the data source is closed").with_retry_safe()
}
