//! The books of a pool: who waits, what is idle, what is shared; no I/O and no waiting happens here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use oxyde_wire::{ErrorKind, Failure};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::Manager;
use crate::PoolOptions;

/// A place among the `max` connections, from the start of connecting until the connection is gone.
pub struct Slot(Arc<AtomicU32>);

impl Slot {
    pub fn new(count: &Arc<AtomicU32>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(count.clone())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// A connection and its place.
pub struct Entry<C> {
    pub connection: C,
    _slot: Slot,
    expires: Option<Instant>,
    used: Instant,
}

impl<C> Entry<C> {
    pub fn new(connection: C, slot: Slot, lifetime: Option<Duration>) -> Self {
        let now = Instant::now();
        Self { connection, _slot: slot, expires: lifetime.and_then(|lifetime| now.checked_add(lifetime)), used: now }
    }

    pub fn is_expired(&self) -> bool {
        self.expires.is_some_and(|expires| Instant::now() >= expires)
    }

    pub fn idle_time(&self) -> Duration {
        self.used.elapsed()
    }

    /// Gives the place up and the connection out, to be closed.
    pub fn into_connection(self) -> Option<C> {
        Some(self.connection)
    }
}

/// Somebody in the queue.
pub enum Waiter<M: Manager> {
    Exclusive(oneshot::Sender<Result<super::Lease<M>, Failure>>),
    Shared(oneshot::Sender<Result<super::Share<M>, Failure>>),
}

impl<M: Manager> Waiter<M> {
    /// INVARIANT: never under the lock.
    pub fn refuse(self, failure: Failure) {
        match self {
            Self::Exclusive(sender) => drop(sender.send(Err(failure))),
            Self::Shared(sender) => drop(sender.send(Err(failure))),
        }
    }
}

/// What the head of the queue gets; handed over outside the lock.
pub enum Grant<M: Manager> {
    Exclusive(oneshot::Sender<Result<super::Lease<M>, Failure>>, Entry<M::Connection>),
    Shared(oneshot::Sender<Result<super::Share<M>, Failure>>, u64, M::Connection),
}

/// A connection that several callers use.
struct Lane<C> {
    id: u64,
    entry: Entry<C>,
    users: u32,
}

pub struct State<M: Manager> {
    /// The last one was used last and is used next, so that the others may grow old.
    pub idle: Vec<Entry<M::Connection>>,
    lanes: Vec<Lane<M::Connection>>,
    /// By ticket, so in the order of arrival.
    pub waiters: BTreeMap<u64, Waiter<M>>,
    next_id: u64,
    /// Connections that are open or being opened.
    pub size: Arc<AtomicU32>,
    pub connecting: Arc<AtomicU32>,
    /// Attempts to connect that failed, since the last that did not.
    pub failures: u32,
    pub last_failure: Option<Failure>,
    /// No attempt to connect before this.
    pub not_before: Instant,
    pub is_closed: bool,
}

type Trash<C> = Vec<Entry<C>>;

/// The number of a lane and a handle of its connection.
type Place<C> = Option<(u64, C)>;

impl<M: Manager> State<M> {
    pub fn new() -> Self {
        Self {
            idle: Vec::new(),
            lanes: Vec::new(),
            waiters: BTreeMap::new(),
            next_id: 0,
            size: Arc::default(),
            connecting: Arc::default(),
            failures: 0,
            last_failure: None,
            not_before: Instant::now(),
            is_closed: false,
        }
    }

    /// Connections that are open.
    pub fn live(&self) -> u32 {
        self.size.load(Ordering::Acquire).saturating_sub(self.connecting.load(Ordering::Acquire))
    }

    /// Whether a newcomer may ask at all.
    pub fn admit(&self, options: &PoolOptions) -> Result<(), Failure> {
        if self.is_closed {
            return Err(super::closed());
        }
        if let Some(failure) = self.known_outage().filter(|_| Instant::now() < self.not_before) {
            return Err(failure.clone());
        }
        if self.waiters.len() >= options.max_queue as usize && self.idle.is_empty() {
            let message = format!("{} callers wait for a connection already; raise pool.maxQueue or send less", options.max_queue);
            return Err(Failure::new(ErrorKind::PoolQueueFull, message).with_retry_safe());
        }
        Ok(())
    }

    /// Why there is no connection and none to be expected.
    pub fn known_outage(&self) -> Option<&Failure> {
        let failure = self.last_failure.as_ref()?;
        let is_final = matches!(failure.kind, ErrorKind::AuthenticationFailed | ErrorKind::InvalidOptions);
        (self.live() == 0 && (is_final || self.failures >= 2)).then_some(failure)
    }

    pub fn enqueue(&mut self, waiter: Waiter<M>) -> u64 {
        let id = self.next_id();
        self.waiters.insert(id, waiter);
        id
    }

    /// The idle connection used last; those found to be dead or too old go to the trash.
    pub fn take_idle(&mut self, manager: &M) -> (Option<Entry<M::Connection>>, Trash<M::Connection>) {
        let mut trash = Vec::new();
        while let Some(entry) = self.idle.pop() {
            if manager.is_usable(&entry.connection) && !entry.is_expired() {
                return (Some(entry), trash);
            }
            trash.push(entry);
        }
        (None, trash)
    }

    /// An idle connection, else room on a shared one.
    pub fn take_share(&mut self, manager: &M) -> (Place<M::Connection>, Trash<M::Connection>) {
        let (entry, trash) = self.take_idle(manager);
        let share = match entry {
            Some(entry) => self.open_lane(manager, entry),
            None => self.join_lane(manager),
        };
        (share, trash)
    }

    fn open_lane(&mut self, manager: &M, entry: Entry<M::Connection>) -> Place<M::Connection> {
        let Some(connection) = manager.share(&entry.connection) else {
            self.idle.push(entry);
            return None;
        };
        let id = self.next_id();
        self.lanes.push(Lane { id, entry, users: 1 });
        Some((id, connection))
    }

    /// Whether callers share a connection while there is room for another one, and none is on its way.
    pub fn is_crowded(&self, max: u32) -> bool {
        self.idle.is_empty()
            && self.failures == 0
            && self.size.load(Ordering::Acquire) < max
            && self.connecting.load(Ordering::Acquire) == 0
            && self.lanes.iter().any(|lane| lane.users > 1)
    }

    /// The shared connection with the fewest users that has room.
    fn join_lane(&mut self, manager: &M) -> Place<M::Connection> {
        let mut best: Option<(usize, M::Connection)> = None;
        for (index, lane) in self.lanes.iter().enumerate() {
            let is_better = best.as_ref().is_none_or(|(other, _)| lane.users < self.lanes[*other].users);
            // One that is too old has to become idle some time.
            if is_better
                && !lane.entry.is_expired()
                && let Some(connection) = manager.share(&lane.entry.connection)
            {
                best = Some((index, connection));
            }
        }
        let (index, connection) = best?;
        self.lanes[index].users += 1;
        Some((self.lanes[index].id, connection))
    }

    /// Takes one user off; the last one gets the connection, to give it back.
    pub fn leave_lane(&mut self, id: u64) -> Option<Entry<M::Connection>> {
        let index = self.lanes.iter().position(|lane| lane.id == id)?;
        self.lanes[index].users -= 1;
        (self.lanes[index].users == 0).then(|| self.lanes.swap_remove(index).entry)
    }

    /// Puts a connection where the next caller finds it; hands it back when the pool closed meanwhile.
    pub fn put_idle(&mut self, mut entry: Entry<M::Connection>) -> Option<Entry<M::Connection>> {
        if self.is_closed {
            return Some(entry);
        }
        entry.used = Instant::now();
        self.idle.push(entry);
        None
    }

    /// What the first in the queue can have now. Nobody is served before the first, so nobody starves.
    pub fn next_grant(&mut self, manager: &M) -> (Option<Grant<M>>, Trash<M::Connection>) {
        match self.waiters.first_key_value() {
            None => (None, Vec::new()),
            Some((_, Waiter::Exclusive(_))) => self.grant_exclusive(manager),
            Some((_, Waiter::Shared(_))) => self.grant_shared(manager),
        }
    }

    fn grant_exclusive(&mut self, manager: &M) -> (Option<Grant<M>>, Trash<M::Connection>) {
        let (entry, trash) = self.take_idle(manager);
        let Some(entry) = entry else { return (None, trash) };
        match self.waiters.pop_first() {
            Some((_, Waiter::Exclusive(sender))) => (Some(Grant::Exclusive(sender, entry)), trash),
            _ => (None, trash),
        }
    }

    fn grant_shared(&mut self, manager: &M) -> (Option<Grant<M>>, Trash<M::Connection>) {
        let (share, trash) = self.take_share(manager);
        let Some((lane, connection)) = share else { return (None, trash) };
        match self.waiters.pop_first() {
            Some((_, Waiter::Shared(sender))) => (Some(Grant::Shared(sender, lane, connection)), trash),
            _ => (None, trash),
        }
    }

    fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}
