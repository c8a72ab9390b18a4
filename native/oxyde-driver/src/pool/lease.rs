//! What a caller holds: a connection of its own, or a share of one. Dropping it gives it back.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use super::state::Entry;
use super::{Inner, Manager};

/// A connection of one's own until it is dropped.
pub struct Lease<M: Manager> {
    inner: Arc<Inner<M>>,
    // INVARIANT: some until the lease is dropped or discarded, both of which end it.
    entry: Option<Entry<M::Connection>>,
}

impl<M: Manager> Lease<M> {
    pub(super) fn new(inner: Arc<Inner<M>>, entry: Entry<M::Connection>) -> Self {
        Self { inner, entry: Some(entry) }
    }

    /// Closes the connection instead of giving it back.
    pub fn discard(mut self) {
        if let Some(entry) = self.entry.take() {
            self.inner.close_all(vec![entry]);
            self.inner.pump();
        }
    }

    pub(super) fn idle_time(&self) -> Duration {
        self.entry.as_ref().map_or(Duration::ZERO, Entry::idle_time)
    }
}

impl<M: Manager> Deref for Lease<M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        match &self.entry {
            Some(entry) => &entry.connection,
            None => unreachable!("a lease without a connection is gone"),
        }
    }
}

impl<M: Manager> DerefMut for Lease<M> {
    fn deref_mut(&mut self) -> &mut M::Connection {
        match &mut self.entry {
            Some(entry) => &mut entry.connection,
            None => unreachable!("a lease without a connection is gone"),
        }
    }
}

impl<M: Manager> Drop for Lease<M> {
    fn drop(&mut self) {
        if let Some(entry) = self.entry.take() {
            self.inner.release(entry);
        }
    }
}

/// A handle of a connection that other callers use at the same time.
pub struct Share<M: Manager> {
    inner: Arc<Inner<M>>,
    lane: u64,
    connection: M::Connection,
}

impl<M: Manager> Share<M> {
    pub(super) fn new(inner: Arc<Inner<M>>, lane: u64, connection: M::Connection) -> Self {
        Self { inner, lane, connection }
    }
}

impl<M: Manager> Deref for Share<M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        &self.connection
    }
}

impl<M: Manager> Drop for Share<M> {
    fn drop(&mut self) {
        let last = self.inner.lock().leave_lane(self.lane);
        match last {
            Some(entry) => self.inner.release(entry),
            None => self.inner.pump_if_waiting(),
        }
    }
}
