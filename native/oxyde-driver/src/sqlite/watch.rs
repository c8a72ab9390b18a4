//! The eye on a running statement: budget, deadline, cancellation and the waiting for locks.

use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crate::control::{Control, Halt, Outlet};

/// Why a statement was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It would hold up the calling thread.
    Budget,
    Deadline,
    /// Nobody waits for its answer any more.
    Cancelled,
    /// The data source was closed.
    Shut,
}

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const DROPPED: u8 = 2;

/// The state of one piece of work between the one who asked and the thread that does it.
#[derive(Default)]
pub struct Ticket {
    state: AtomicU8,
}

impl Ticket {
    /// Whether the work may begin: false when nobody waits for it any more.
    pub fn take(&self) -> bool {
        self.state.compare_exchange(WAITING, TAKEN, Ordering::AcqRel, Ordering::Acquire) != Err(DROPPED)
    }

    /// Takes the work back; false when it has begun.
    pub fn withdraw(&self) -> bool {
        self.state.compare_exchange(WAITING, DROPPED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Nobody waits for the answer any more.
    pub fn drop_it(&self) {
        self.state.store(DROPPED, Ordering::Release);
    }

    /// Whether nobody waits for it any more.
    pub fn is_dropped(&self) -> bool {
        self.state.load(Ordering::Acquire) == DROPPED
    }
}

/// How long a statement may take, and whom it is for.
#[derive(Default, Clone)]
pub struct Limits {
    /// Set on the calling thread: no waiting for locks, and not longer than this.
    pub budget: Option<Duration>,
    pub deadline: Option<Instant>,
    pub ticket: Option<Arc<Ticket>>,
    pub control: Option<Arc<Control>>,
    /// Of a stream: where its rows go, and how long it may take for each chunk where it has no deadline.
    pub outlet: Option<Outlet>,
    pub per_chunk: Option<Duration>,
}

/// Watches the statements of one connection. All of it happens on the thread that runs the statement.
pub struct Watch {
    budget: Cell<Option<Duration>>,
    deadline: Cell<Option<Instant>>,
    ticket: RefCell<Option<Arc<Ticket>>>,
    control: RefCell<Option<Arc<Control>>>,
    busy_timeout: Duration,
    is_shut: Arc<AtomicBool>,
    /// When the first look was taken; a statement too short for a look needs no clock.
    began: Cell<Option<Instant>>,
    waiting_since: Cell<Option<Instant>>,
    stop: Cell<Option<Stop>>,
}

impl Watch {
    /// A watch without limits.
    pub fn new(busy_timeout: Duration, is_shut: Arc<AtomicBool>) -> Self {
        Self {
            budget: Cell::new(None),
            deadline: Cell::new(None),
            ticket: RefCell::new(None),
            control: RefCell::new(None),
            busy_timeout,
            is_shut,
            began: Cell::new(None),
            waiting_since: Cell::new(None),
            stop: Cell::new(None),
        }
    }

    /// Begins with a new statement.
    pub fn start(&self, limits: Limits) {
        self.budget.set(limits.budget);
        self.deadline.set(limits.deadline);
        self.began.set(None);
        self.stop.set(None);
        if limits.ticket.is_some() || self.ticket.borrow().is_some() {
            self.ticket.replace(limits.ticket);
        }
        if limits.control.is_some() || self.control.borrow().is_some() {
            self.control.replace(limits.control);
        }
    }

    /// No limits: for the driver's own statements (BEGIN, COMMIT and the like wait for locks, but are never broken off).
    pub fn rest(&self) {
        self.start(Limits::default());
    }

    /// Gives the statement another deadline.
    pub fn allow_until(&self, deadline: Option<Instant>) {
        self.deadline.set(deadline);
    }

    /// Looks at the clock. Once it said stop, it says so until the next statement.
    pub fn look(&self) -> Option<Stop> {
        if self.stop.get().is_none() {
            self.stop.set(self.judge());
        }
        self.stop.get()
    }

    /// Why the last statement was stopped, when it was.
    pub fn stopped(&self) -> Option<Stop> {
        self.stop.get()
    }

    /// Time since the first look, when there was one.
    pub fn elapsed(&self) -> Option<Duration> {
        self.began.get().map(|began| began.elapsed())
    }

    fn judge(&self) -> Option<Stop> {
        if self.is_shut.load(Ordering::Acquire) {
            return Some(Stop::Shut);
        }
        if self.ticket.borrow().as_ref().is_some_and(|ticket| ticket.is_dropped()) {
            return Some(Stop::Cancelled);
        }
        if let Some(halt) = self.control.borrow().as_ref().and_then(|control| control.halted()) {
            return Some(if halt == Halt::Late { Stop::Deadline } else { Stop::Cancelled });
        }
        let now = Instant::now();
        let began = self.began.get().unwrap_or(now);
        self.began.set(Some(began));
        if self.deadline.get().is_some_and(|deadline| now >= deadline) {
            return Some(Stop::Deadline);
        }
        self.budget.get().filter(|budget| now.duration_since(began) >= *budget).map(|_| Stop::Budget)
    }

    /// Waits a little for another connection's lock; false when it has waited long enough.
    fn wait_for_lock(&self, attempt: c_int) -> bool {
        if self.budget.get().is_some() {
            return false;
        }
        if attempt == 0 {
            self.waiting_since.set(Some(Instant::now()));
        }
        let waited = self.waiting_since.get().map_or(Duration::ZERO, |since| since.elapsed());
        if waited >= self.busy_timeout || self.look().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(1 << attempt.clamp(0, 4)).min(self.busy_timeout - waited));
        true
    }
}

/// SQLite's progress handler: non-zero breaks the statement off.
///
/// # Safety
/// `data` is the `Watch` of the connection, which lives as long as the connection.
pub unsafe extern "C" fn on_progress(data: *mut c_void) -> c_int {
    // SAFETY: see above; only shared references to the watch exist.
    let watch = unsafe { &*data.cast::<Watch>() };
    c_int::from(watch.look().is_some())
}

/// SQLite's busy handler: non-zero tries again.
///
/// # Safety
/// As [`on_progress`].
pub unsafe extern "C" fn on_busy(data: *mut c_void, attempt: c_int) -> c_int {
    // SAFETY: see above.
    let watch = unsafe { &*data.cast::<Watch>() };
    c_int::from(watch.wait_for_lock(attempt))
}
