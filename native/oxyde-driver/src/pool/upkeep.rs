//! Looks after idle connections now and then: closes the old and the dead, keeps `pool.min` open.

use std::sync::{Arc, Weak};
use std::time::Duration;

use super::state::Entry;
use super::{Inner, Manager, connecting};

const LONGEST_PAUSE: Duration = Duration::from_secs(15);
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);

/// Runs until the pool is closed or dropped.
pub fn spawn<M: Manager>(inner: &Arc<Inner<M>>) {
    let pause = pause(inner.options.idle_timeout, inner.options.max_lifetime);
    let weak = Arc::downgrade(inner);
    inner.runtime.spawn(async move {
        while look_after(&weak) {
            tokio::time::sleep(pause).await;
        }
    });
}

/// A quarter of the shorter limit, within reason.
fn pause(idle_timeout: u64, max_lifetime: u64) -> Duration {
    let shorter = [idle_timeout, max_lifetime].into_iter().filter(|limit| *limit > 0).min().unwrap_or(u64::MAX);
    Duration::from_millis(shorter / 4).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
}

fn look_after<M: Manager>(pool: &Weak<Inner<M>>) -> bool {
    let Some(inner) = pool.upgrade() else { return false };
    if inner.lock().is_closed {
        return false;
    }
    let old = inner.take_old();
    inner.close_all(old);
    connecting::fill_up(&inner);
    true
}

impl<M: Manager> Inner<M> {
    /// The idle connections that have to go; the longest idle ones are in front.
    fn take_old(&self) -> Vec<Entry<M::Connection>> {
        let mut state = self.lock();
        let mut spare = state.live().saturating_sub(self.options.min);
        let mut old = Vec::new();
        for entry in std::mem::take(&mut state.idle) {
            let is_dead = entry.is_expired() || !self.manager.is_usable(&entry.connection);
            if is_dead || (spare > 0 && self.is_idle_too_long(&entry)) {
                spare = spare.saturating_sub(1);
                old.push(entry);
            } else {
                state.idle.push(entry);
            }
        }
        old
    }

    fn is_idle_too_long(&self, entry: &Entry<M::Connection>) -> bool {
        let limit = self.options.idle_timeout;
        limit > 0 && entry.idle_time() >= Duration::from_millis(limit)
    }

    /// After a user left a shared connection: room for the next in the queue.
    pub(super) fn pump_if_waiting(self: &Arc<Self>) {
        let is_waiting = !self.lock().waiters.is_empty();
        if is_waiting {
            self.pump();
        }
    }
}
