//! Opens connections for those who wait: few at once after failures, later and later, and at random moments.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use oxyde_wire::Failure;
use tokio::time::Instant;

use super::state::{Entry, Slot};
use super::{Inner, Manager, random};

/// Attempts at the same time when the last one failed.
const CONNECTS_IN_TROUBLE: u32 = 2;
const FIRST_DELAY: Duration = Duration::from_millis(50);
const LONGEST_DELAY: Duration = Duration::from_secs(1);

/// Opens as many connections as there are callers without one, within the limits.
pub fn start_where_needed<M: Manager>(inner: &Arc<Inner<M>>) {
    start(inner, |waiting, _| waiting);
}

/// Opens connections up to `pool.min`.
pub fn fill_up<M: Manager>(inner: &Arc<Inner<M>>) {
    let min = inner.options.min;
    start(inner, |waiting, size| waiting.max(min.saturating_sub(size)));
}

/// Opens one more connection for those who share one.
pub fn add_one<M: Manager>(inner: &Arc<Inner<M>>) {
    start(inner, |waiting, _| waiting.max(1));
}

fn start<M: Manager>(inner: &Arc<Inner<M>>, wanted: impl Fn(u32, u32) -> u32) {
    let state = inner.lock();
    if state.is_closed {
        return;
    }
    let connecting = state.connecting.load(Ordering::Acquire);
    let size = state.size.load(Ordering::Acquire);
    let at_once = if state.failures > 0 { CONNECTS_IN_TROUBLE } else { inner.options.max };
    let count = wanted(state.waiters.len() as u32, size - connecting.min(size))
        .min(at_once)
        .saturating_sub(connecting)
        .min(inner.options.max.saturating_sub(size));
    for _ in 0..count {
        let place = (Slot::new(&state.size), Slot::new(&state.connecting));
        inner.runtime.spawn(connect(inner.clone(), place, state.not_before));
    }
}

async fn connect<M: Manager>(inner: Arc<Inner<M>>, (slot, connecting): (Slot, Slot), not_before: Instant) {
    tokio::time::sleep_until(not_before).await;
    match inner.manager.connect().await {
        Ok(connection) => {
            inner.succeeded();
            drop(connecting);
            inner.release(Entry::new(connection, slot, lifetime(inner.options.max_lifetime)));
        }
        Err(failure) => {
            drop((connecting, slot));
            inner.failed(&failure);
            inner.gone.notify_waiters();
            inner.pump();
        }
    }
}

/// Each connection lives a little less long than allowed, so that not all end at the same time.
fn lifetime(most: u64) -> Option<Duration> {
    let most = Duration::from_millis(most);
    (!most.is_zero()).then(|| most - random::up_to(most / 10))
}

impl<M: Manager> Inner<M> {
    fn succeeded(&self) {
        let mut state = self.lock();
        state.failures = 0;
        state.last_failure = None;
        state.not_before = Instant::now();
    }

    /// Remembers the failure; when it is plain that nobody will be served, tells everybody at once.
    fn failed(&self, failure: &Failure) {
        let refused = {
            let mut state = self.lock();
            state.failures = state.failures.saturating_add(1);
            state.last_failure = Some(failure.clone().with_retry_safe());
            state.not_before = Instant::now() + delay(state.failures);
            if state.known_outage().is_some() { std::mem::take(&mut state.waiters) } else { Default::default() }
        };
        refused.into_values().for_each(|waiter| waiter.refuse(failure.clone().with_retry_safe()));
    }
}

/// Full jitter: anything from nothing to a bound that doubles with each failure.
fn delay(failures: u32) -> Duration {
    random::up_to(FIRST_DELAY.saturating_mul(1 << failures.min(10)).min(LONGEST_DELAY))
}
