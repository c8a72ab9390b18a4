//! How long plans take: decides which of them may run on the calling thread.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::locked;

/// So many plans are remembered before those that no connection knows are forgotten.
const REMEMBERED: usize = 4096;
/// After so many changed rows, a plan with an unbreakable step has to show again that it is quick.
const TRUSTED_CHANGES: u64 = 2_000;
const UNKNOWN: u64 = 0;

/// What is known of one plan; shared by the connections that prepared it.
#[derive(Default)]
pub struct Pace {
    /// Moving average in nanoseconds; 0 = not measured.
    average: AtomicU64,
    /// It holds a step that cannot be interrupted (counting or clearing a whole table), so it must be known to be quick.
    is_unbreakable: AtomicBool,
    /// How much it does grows with the number of rows it meets.
    has_loop: AtomicBool,
    is_inspected: AtomicBool,
    measured_at_change: AtomicU64,
}

impl Pace {
    /// Learns from the opcodes of its program.
    pub fn inspect(&self, opcodes: &[String]) {
        let has_one_of = |names: &[&str]| opcodes.iter().any(|opcode| names.contains(&opcode.as_str()));
        self.is_unbreakable.store(has_one_of(&["Count", "Clear"]), Ordering::Relaxed);
        self.has_loop.store(has_one_of(&["Next", "Prev", "VNext", "SorterNext", "RowSetRead"]), Ordering::Relaxed);
        self.is_inspected.store(true, Ordering::Release);
    }

    /// Whether its program was looked through.
    pub fn is_inspected(&self) -> bool {
        self.is_inspected.load(Ordering::Acquire)
    }

    /// Whether its work is bounded by its own text and parameters.
    pub fn is_bounded(&self) -> bool {
        self.is_inspected() && !self.is_unbreakable() && !self.has_loop.load(Ordering::Relaxed)
    }

    /// Whether a step of it goes through a whole table without looking up.
    pub fn is_unbreakable(&self) -> bool {
        self.is_unbreakable.load(Ordering::Relaxed)
    }

    /// Whether it may be tried within `budget`; `changes` counts the rows changed so far.
    pub fn may_run_within(&self, budget: Duration, changes: u64) -> bool {
        let average = self.average.load(Ordering::Relaxed);
        if self.is_unbreakable() {
            let age = changes.saturating_sub(self.measured_at_change.load(Ordering::Relaxed));
            return average != UNKNOWN && average < nanos(budget) / 8 && age < TRUSTED_CHANGES;
        }
        average <= nanos(budget) / 2
    }

    /// Adds one measured run.
    pub fn note(&self, took: Duration, changes: u64) {
        let took = nanos(took).max(1);
        let average = match self.average.load(Ordering::Relaxed) {
            UNKNOWN => took,
            average => average - average / 4 + took / 4,
        };
        self.average.store(average.max(1), Ordering::Relaxed);
        self.measured_at_change.store(changes, Ordering::Relaxed);
    }

    /// It went beyond the budget: some quick runs elsewhere are needed before it is tried again.
    pub fn note_exceeded(&self, budget: Duration) {
        let average = self.average.load(Ordering::Relaxed);
        self.average.store(average.max(nanos(budget) * 4), Ordering::Relaxed);
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// The paces of a data source's plans, by statement id. Asked only when a connection prepares a statement.
#[derive(Default)]
pub struct Paces {
    known: Mutex<HashMap<u64, Arc<Pace>>>,
}

impl Paces {
    /// What is known of a statement; the same for all connections.
    pub fn of(&self, statement: u64) -> Arc<Pace> {
        let mut known = locked(&self.known);
        if known.len() >= REMEMBERED && !known.contains_key(&statement) {
            known.retain(|_, pace| Arc::strong_count(pace) > 1);
        }
        Arc::clone(known.entry(statement).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUDGET: Duration = Duration::from_millis(2);

    #[test]
    fn an_unknown_plan_is_tried_and_a_slow_one_is_not() {
        let pace = Pace::default();
        assert!(pace.may_run_within(BUDGET, 0));
        pace.note_exceeded(BUDGET);
        assert!(!pace.may_run_within(BUDGET, 0));
    }

    #[test]
    fn a_plan_that_became_quick_is_tried_again() {
        let pace = Pace::default();
        pace.note_exceeded(BUDGET);
        for _ in 0..10 {
            pace.note(Duration::from_micros(20), 0);
        }
        assert!(pace.may_run_within(BUDGET, 0));
    }

    #[test]
    fn an_unbreakable_plan_has_to_prove_itself_and_to_do_so_again_after_changes() {
        let pace = Pace::default();
        pace.inspect(&["Count".to_owned()]);
        assert!(!pace.may_run_within(BUDGET, 0));
        pace.note(Duration::from_micros(20), 0);
        assert!(pace.may_run_within(BUDGET, 0));
        assert!(!pace.may_run_within(BUDGET, TRUSTED_CHANGES));
    }

    #[test]
    fn a_program_without_loops_is_bounded() {
        let pace = Pace::default();
        assert!(!pace.is_bounded(), "nothing is known yet");
        pace.inspect(&["Init".to_owned(), "SeekRowid".to_owned(), "Halt".to_owned()]);
        assert!(pace.is_bounded());
        pace.inspect(&["Rewind".to_owned(), "Next".to_owned()]);
        assert!(!pace.is_bounded());
    }

    #[test]
    fn plans_that_no_connection_knows_are_forgotten() {
        let paces = Paces::default();
        let kept = paces.of(0);
        for statement in 1..=REMEMBERED as u64 {
            paces.of(statement);
        }
        assert!(locked(&paces.known).len() < 3);
        assert!(Arc::ptr_eq(&kept, &paces.of(0)));
    }
}
