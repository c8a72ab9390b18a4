//! The queue of finished requests: filled on I/O threads, drained by one wake-up of the event loop.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use neon::event::Channel;
use neon::prelude::*;
use oxyde_engine::Answers;
use tokio::runtime::Handle;

/// An answer larger than this is written outside of the lock and handed over as a buffer of its own.
const LARGEST_SHARED: usize = 16 * 1024;
/// A buffer this full takes no more answers.
const FULL: usize = 64 * 1024;
/// While at least this many requests run on, an answer may wait for others. They keep the database busy meanwhile.
const MANY: u64 = 16;
/// So many answers wait for no more.
const TOGETHER: u64 = 8;
/// How long an answer waits for others at most; the clock of the runtime ticks once in a millisecond.
const PATIENCE: Duration = Duration::from_millis(1);
/// After an answer waited and few others came, so many wake-ups come without waiting: what runs on is slow.
const HASTE: u32 = 100;

/// Answers that have to be taken to the event loop; clones are handles of the same queue.
///
/// PERF: a wake-up of the event loop takes about 20 us of CPU time, as much as all else that is done there for a small answer.
#[derive(Clone)]
pub struct Completions {
    shared: Arc<Shared>,
}

struct Shared {
    queue: Mutex<Queue>,
    /// Requests whose answers were not taken to the event loop yet.
    in_flight: AtomicU64,
    channel: Channel,
    drain: fn(&mut Cx<'_>, u32) -> NeonResult<()>,
    environment: u32,
}

#[derive(Default)]
struct Queue {
    buffers: Vec<Vec<u8>>,
    answers: u64,
    notice: Notice,
    /// How often the queue was emptied.
    round: u64,
    /// So many rounds more, no answer waits for others.
    hasty_rounds: u32,
}

/// Whether the event loop knows that answers are there.
#[derive(Default, Clone, Copy, PartialEq)]
enum Notice {
    #[default]
    None,
    /// It will be told soon.
    Due,
    /// It was told.
    Given,
}

/// What was in the queue.
#[derive(Default)]
pub struct Drained {
    pub buffers: Vec<Vec<u8>>,
    pub answers: u64,
}

impl Completions {
    /// `drain` runs on the event loop whenever answers are there; `channel` must not keep the process alive.
    pub fn new(channel: Channel, environment: u32, drain: fn(&mut Cx<'_>, u32) -> NeonResult<()>) -> Self {
        Self { shared: Arc::new(Shared { queue: Mutex::default(), in_flight: AtomicU64::new(0), channel, drain, environment }) }
    }

    /// Empties the queue; the next answer wakes the event loop again.
    pub fn take_all(&self) -> Drained {
        let mut queue = self.shared.queue();
        queue.notice = Notice::None;
        queue.round += 1;
        queue.hasty_rounds = queue.hasty_rounds.saturating_sub(1);
        Drained { buffers: std::mem::take(&mut queue.buffers), answers: std::mem::take(&mut queue.answers) }
    }

    /// Counts `begun` requests more and `ended` ones less; gives the numbers of those in flight before and after. For the event loop alone.
    pub fn count(&self, begun: u64, ended: u64) -> (u64, u64) {
        let before = self.shared.in_flight.load(Ordering::Relaxed);
        let now = (before + begun).saturating_sub(ended);
        self.shared.in_flight.store(now, Ordering::Relaxed);
        (before, now)
    }

    /// Tells the event loop when the threads have done what else there is to do or, with `is_patient`, a little later.
    /// False on a thread that is not of the runtime.
    fn wake_soon(&self, round: u64, is_patient: bool) -> bool {
        let Ok(runtime) = Handle::try_current() else { return false };
        let shared = Arc::clone(&self.shared);
        runtime.spawn(async move {
            match is_patient {
                true => tokio::time::sleep(PATIENCE).await,
                false => tokio::task::yield_now().await,
            }
            shared.wake_if_due(round, is_patient);
        });
        true
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // INVARIANT: writing an answer does not panic; if it did, the buffer would still hold whole answers before it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake_if_due(&self, round: u64, was_patient: bool) {
        let mut queue = self.queue();
        if (queue.notice, queue.round) != (Notice::Due, round) {
            return;
        }
        queue.notice = Notice::Given;
        if was_patient && queue.answers < TOGETHER / 2 {
            queue.hasty_rounds = HASTE;
        }
        drop(queue);
        self.wake();
    }

    /// One wake-up for all that is finished until the event loop gets to it.
    fn wake(&self) {
        let (drain, environment) = (self.drain, self.environment);
        // Fails only when the environment is gone, and with it everybody who waits.
        let _ = self.channel.try_send(move |mut cx| drain(&mut cx, environment));
    }
}

impl Answers for Completions {
    fn take(&self, size: usize, write: &mut dyn FnMut(&mut Vec<u8>)) {
        let own = (size > LARGEST_SHARED).then(|| {
            let mut bytes = Vec::with_capacity(size + size / 8);
            write(&mut bytes);
            bytes
        });
        let mut queue = self.shared.queue();
        match own {
            Some(bytes) => queue.buffers.push(bytes),
            None => write(queue.open_buffer()),
        }
        queue.answers += 1;
        let others = self.shared.in_flight.load(Ordering::Relaxed).saturating_sub(queue.answers);
        let is_patient = others >= MANY && queue.hasty_rounds == 0;
        match queue.notice {
            Notice::Given => {}
            Notice::Due if others > 0 && queue.answers < TOGETHER => {}
            Notice::None if others > 0 && self.wake_soon(queue.round, is_patient) => queue.notice = Notice::Due,
            _ => {
                queue.notice = Notice::Given;
                drop(queue);
                self.shared.wake();
            }
        }
    }

    /// Takes the place of a wake-up: `take_all` follows on this thread.
    fn hold(&self) {
        self.shared.queue().notice = Notice::Given;
    }
}

impl Queue {
    fn open_buffer(&mut self) -> &mut Vec<u8> {
        if self.buffers.last().is_none_or(|buffer| buffer.len() >= FULL) {
            self.buffers.push(Vec::new());
        }
        let last = self.buffers.len() - 1;
        &mut self.buffers[last]
    }
}
