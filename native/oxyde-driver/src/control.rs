//! The reins of a run: what may end it early, and how far a streamed result may go on.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oxyde_wire::{ErrorKind, Failure, FrameSink};
use tokio::sync::Notify;
use tokio::time::Instant;

/// A chunk of a stream is given away when it holds so many bytes. PERF: larger ones are no quicker, and hold the event loop up for longer.
pub const CHUNK_BYTES: usize = 128 * 1024;
/// So often a thread that waits for its reader looks whether the data source was closed.
const LOOK: Duration = Duration::from_millis(50);

/// Why a run ends before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// Its caller cancelled it.
    Cancelled,
    /// Its caller read as many rows as it wanted.
    Enough,
    /// Its time is over.
    Late,
}

impl Halt {
    /// What the caller hears; `limit` is the time that was over.
    pub fn failure(self, limit: Option<Duration>) -> Failure {
        if self != Self::Late {
            return Failure::new(ErrorKind::Cancelled, "its caller did not want it any more");
        }
        let limit = limit.unwrap_or_default().as_millis();
        Failure::new(
            ErrorKind::StatementTimeout,
            format!("the statement was stopped after {limit} ms; make it faster or raise its timeout"),
        )
    }
}

/// The reins of one run, held by the caller on one end and the driver on the other.
#[derive(Default)]
pub struct Control {
    state: Mutex<State>,
    changed: Notify,
    /// For threads, which cannot await.
    thread: Condvar,
    /// Counts rows, and waits for the reader: a sign of life.
    progress: AtomicU64,
}

#[derive(Default)]
struct State {
    halt: Option<Halt>,
    /// Chunks that were asked for and not given yet.
    credit: u32,
    /// Somebody who has a chunk waits until it is asked for.
    is_waiting: bool,
    /// Nobody will ask for chunks any more.
    is_abandoned: bool,
}

impl Control {
    /// Ends the run; the first reason counts.
    pub fn halt(&self, halt: Halt) {
        self.change(|state| state.halt = state.halt.or(Some(halt)));
    }

    /// Asks for one more chunk.
    pub fn grant(&self) {
        self.change(|state| state.credit += 1);
    }

    /// Nobody is there any more who could ask for chunks.
    pub fn abandon(&self) {
        self.change(|state| {
            state.halt = state.halt.or(Some(Halt::Enough));
            state.is_abandoned = true;
        });
    }

    /// Why the run has to end, if it has to.
    pub fn halted(&self) -> Option<Halt> {
        self.state().halt
    }

    /// Resolves when the run has to end.
    pub async fn until_halted(&self) -> Halt {
        self.until(|state| state.halt).await
    }

    /// Takes the last chunk's credit, whatever became of the run.
    pub async fn take_last_credit(&self) {
        self.until(|state| if state.is_abandoned { Some(()) } else { state.take_credit() }).await;
    }

    /// One row more was read.
    pub fn note_row(&self) {
        self.progress.fetch_add(1, Ordering::Relaxed);
    }

    /// Resolves when nothing came of the run for so long, although its reader waited for it.
    pub async fn until_stuck(&self, limit: Duration) {
        loop {
            let before = self.progress.load(Ordering::Relaxed);
            tokio::time::sleep(limit).await;
            if self.progress.load(Ordering::Relaxed) == before && !self.state().is_waiting {
                return;
            }
        }
    }

    async fn credit(&self) -> Result<(), Halt> {
        let taken = self.until(State::next).await;
        self.note_row();
        taken
    }

    /// The same on a thread of one's own; `is_over` is asked now and then.
    fn blocking_credit(&self, is_over: impl Fn() -> bool) -> Result<(), Halt> {
        let mut patience = Duration::ZERO;
        loop {
            let state = self.state();
            let mut state =
                self.thread.wait_timeout_while(state, patience, |state| !state.is_ready()).unwrap_or_else(PoisonError::into_inner).0;
            if let Some(taken) = state.next() {
                return taken;
            }
            // It may look at the control as well.
            drop(state);
            if is_over() {
                return Err(Halt::Late);
            }
            patience = LOOK;
        }
    }

    async fn until<T>(&self, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let changed = self.changed.notified();
            if let Some(found) = look(&mut self.state()) {
                return found;
            }
            changed.await;
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_waiters();
        self.thread.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two of its statements, so a poisoned lock is still good.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_ready(&self) -> bool {
        self.halt.is_some() || self.credit > 0
    }

    fn next(&mut self) -> Option<Result<(), Halt>> {
        let next = self.halt.map(Err).or_else(|| self.take_credit().map(Ok));
        self.is_waiting = next.is_none();
        next
    }

    fn take_credit(&mut self) -> Option<()> {
        self.credit = self.credit.checked_sub(1)?;
        Some(())
    }
}

/// Takes a chunk to whoever asked for it.
pub type Deliver = Arc<dyn Fn(FrameSink) + Send + Sync>;

/// Where a streamed result goes, chunk by chunk, as they are asked for. The last rows stay in the sink of the run.
#[derive(Clone)]
pub struct Outlet {
    pub control: Arc<Control>,
    deliver: Deliver,
    /// Takes chunks without being asked for them.
    is_open: bool,
}

impl Outlet {
    pub fn new(control: Arc<Control>, deliver: Deliver) -> Self {
        Self { control, deliver, is_open: false }
    }

    /// One that takes all chunks at once: what it gathers, and where.
    pub fn gathering(&self) -> (Self, Arc<Mutex<Vec<FrameSink>>>) {
        let gathered: Arc<Mutex<Vec<FrameSink>>> = Arc::default();
        let place = Arc::clone(&gathered);
        let deliver = move |chunk| place.lock().unwrap_or_else(PoisonError::into_inner).push(chunk);
        (Self { control: Arc::clone(&self.control), deliver: Arc::new(deliver), is_open: true }, gathered)
    }

    /// Waits until the chunk is asked for.
    ///
    /// # Errors
    /// Why the run has to end instead.
    pub async fn put(&self, chunk: FrameSink) -> Result<(), Halt> {
        if !self.is_open {
            self.control.credit().await?;
        }
        (self.deliver)(chunk);
        Ok(())
    }

    /// The same on a thread of one's own; `is_over` is asked now and then.
    ///
    /// # Errors
    /// As for [`Outlet::put`].
    pub fn blocking_put(&self, chunk: FrameSink, is_over: impl Fn() -> bool) -> Result<(), Halt> {
        if !self.is_open {
            self.control.blocking_credit(is_over)?;
        }
        (self.deliver)(chunk);
        Ok(())
    }
}

/// What may end one step of a run.
#[derive(Clone, Copy)]
pub struct Reins<'a> {
    pub control: Option<&'a Control>,
    /// How long the step may take.
    pub limit: Option<Duration>,
}

impl Reins<'_> {
    /// Resolves when the step has to end.
    pub async fn pulled(&self) -> Halt {
        let halted = async {
            match self.control {
                Some(control) => control.until_halted().await,
                None => std::future::pending().await,
            }
        };
        let Some(limit) = self.limit else { return halted.await };
        tokio::select! {
            biased;
            halt = halted => halt,
            () = tokio::time::sleep(limit) => Halt::Late,
        }
    }

    /// Waits for something before anything was sent.
    ///
    /// # Errors
    /// Its own, or why the run ended before.
    pub async fn guard<T>(&self, waiting: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        if self.control.is_none() && self.limit.is_none() {
            return waiting.await;
        }
        tokio::select! {
            biased;
            halt = self.pulled() => Err(halt.failure(self.limit).with_retry_safe()),
            outcome = waiting => outcome,
        }
    }
}

/// What is left until a deadline: at least a moment, for a limit of nothing would mean none.
pub fn left_until(deadline: Option<Instant>) -> Option<Duration> {
    deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet() -> (Outlet, Arc<AtomicU64>) {
        let count: Arc<AtomicU64> = Arc::default();
        let delivered = Arc::clone(&count);
        let deliver = Arc::new(move |_| {
            delivered.fetch_add(1, Ordering::Relaxed);
        });
        (Outlet::new(Arc::default(), deliver), count)
    }

    fn chunk() -> FrameSink {
        FrameSink::new(Arc::from([]))
    }

    #[tokio::test]
    async fn a_chunk_waits_until_it_is_asked_for() {
        let (outlet, count) = outlet();
        let control = Arc::clone(&outlet.control);
        let putting = tokio::spawn(async move { outlet.put(chunk()).await });
        tokio::task::yield_now().await;
        assert_eq!(count.load(Ordering::Relaxed), 0);
        control.grant();
        assert_eq!(putting.await.unwrap(), Ok(()));
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_the_first_reason() {
        let (outlet, count) = outlet();
        outlet.control.grant();
        outlet.control.halt(Halt::Enough);
        outlet.control.halt(Halt::Cancelled);
        assert_eq!(outlet.put(chunk()).await, Err(Halt::Enough));
        assert_eq!(outlet.blocking_put(chunk(), || false), Err(Halt::Enough));
        assert_eq!(count.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_thread_stops_waiting_when_all_is_over() {
        let (outlet, _) = outlet();
        assert_eq!(outlet.blocking_put(chunk(), || true), Err(Halt::Late));
    }

    #[tokio::test]
    async fn the_last_answer_waits_for_its_credit_though_the_run_was_halted() {
        let control = Control::default();
        control.halt(Halt::Cancelled);
        assert!(tokio::time::timeout(Duration::from_millis(10), control.take_last_credit()).await.is_err());
        control.grant();
        control.take_last_credit().await;
    }
}
