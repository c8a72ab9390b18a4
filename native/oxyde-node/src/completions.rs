//! The queue of finished requests: filled on I/O threads, drained by one wake-up of the event loop.

use std::sync::{Mutex, MutexGuard, PoisonError};

use neon::event::Channel;
use neon::prelude::*;
use oxyde_engine::Answers;

/// An answer larger than this is written outside of the lock and handed over as a buffer of its own.
const LARGEST_SHARED: usize = 16 * 1024;
/// A buffer this full takes no more answers.
const FULL: usize = 64 * 1024;

/// Answers that have to be taken to the event loop.
pub struct Completions {
    queue: Mutex<Queue>,
    channel: Channel,
    drain: fn(&mut Cx<'_>, u32) -> NeonResult<()>,
    environment: u32,
}

#[derive(Default)]
struct Queue {
    buffers: Vec<Vec<u8>>,
    answers: u64,
    is_scheduled: bool,
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
        Self { queue: Mutex::default(), channel, drain, environment }
    }

    /// Empties the queue; the next answer wakes the event loop again.
    pub fn take_all(&self) -> Drained {
        let mut queue = self.queue();
        queue.is_scheduled = false;
        Drained { buffers: std::mem::take(&mut queue.buffers), answers: std::mem::take(&mut queue.answers) }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // INVARIANT: writing an answer does not panic; if it did, the buffer would still hold whole answers before it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut queue = self.queue();
        match own {
            Some(bytes) => queue.buffers.push(bytes),
            None => write(queue.open_buffer()),
        }
        queue.answers += 1;
        let is_scheduled = std::mem::replace(&mut queue.is_scheduled, true);
        drop(queue);
        if !is_scheduled {
            self.wake();
        }
    }

    /// Takes the place of a wake-up: `take_all` follows on this thread.
    fn hold(&self) {
        self.queue().is_scheduled = true;
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
