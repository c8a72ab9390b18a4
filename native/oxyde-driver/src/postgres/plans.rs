//! What is known of each statement from its runs: how long it takes, and whether its result needs no questions.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// So many plans are remembered; then all are forgotten, which costs each a run on a connection of its own.
const REMEMBERED: usize = 8192;
/// A plan that takes longer than this does not share a connection.
const QUICK: Duration = Duration::from_millis(2);
const NOT_MEASURED: u64 = 0;

/// What is known of one plan.
#[derive(Default)]
pub struct Plan {
    /// Moving average in nanoseconds.
    average: AtomicU64,
    /// 0 = not known, 1 = it has types that the server has to be asked about, 2 = it has none.
    types: AtomicU8,
}

impl Plan {
    /// Whether it was measured and holds nobody up.
    pub fn is_quick(&self) -> bool {
        let average = self.average.load(Ordering::Relaxed);
        average != NOT_MEASURED && average < QUICK.as_nanos() as u64
    }

    /// Whether it ran before.
    pub fn is_known(&self) -> bool {
        self.average.load(Ordering::Relaxed) != NOT_MEASURED
    }

    /// Adds one run that shared its connection with `others`, which took their part of the time.
    pub fn note(&self, took: Duration, others: usize) {
        let took = (took.as_nanos() as u64 / (others as u64 + 1)).max(1);
        let average = match self.average.load(Ordering::Relaxed) {
            NOT_MEASURED => took,
            average => average - average / 8 + took / 8,
        };
        self.average.store(average.max(1), Ordering::Relaxed);
    }

    /// Whether all types of its result are the server's own.
    pub fn has_builtin_types(&self) -> bool {
        self.types.load(Ordering::Relaxed) == 2
    }

    /// Remembers what the types of its result are.
    pub fn note_types(&self, is_builtin: bool) {
        self.types.store(if is_builtin { 2 } else { 1 }, Ordering::Relaxed);
    }
}

/// The plans by the number of their compiled statement.
#[derive(Default)]
pub struct Plans(Mutex<HashMap<u64, Arc<Plan>>>);

impl Plans {
    /// The plan of this number.
    pub fn of(&self, id: u64) -> Arc<Plan> {
        // A map is whole between any two of its calls, so a poisoned lock is still good.
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plan) = plans.get(&id) {
            return plan.clone();
        }
        if plans.len() >= REMEMBERED {
            plans.clear();
        }
        plans.entry(id).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_quick_once_measured_and_slow_as_long_as_it_is() {
        let plans = Plans::default();
        assert!(!plans.of(1).is_quick());
        plans.of(1).note(Duration::from_micros(100), 0);
        assert!(plans.of(1).is_quick() && plans.of(1).is_known());
        plans.of(1).note(Duration::from_millis(100), 0);
        assert!(!plans.of(1).is_quick());
        for _ in 0..30 {
            plans.of(1).note(Duration::from_millis(10), 9);
        }
        assert!(plans.of(1).is_quick(), "ten of them share ten milliseconds");
    }

    #[test]
    fn the_memory_is_bounded() {
        let plans = Plans::default();
        for id in 0..20_000 {
            plans.of(id);
        }
        assert!(plans.0.lock().unwrap().len() <= REMEMBERED);
    }
}
