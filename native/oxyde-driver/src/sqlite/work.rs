//! What is under way: counted so that closing can wait for it, and taken back when nobody waits for it any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use super::watch::Ticket;

/// Counts statements and transactions of one data source.
#[derive(Default)]
pub struct Work {
    count: AtomicUsize,
    ended: Notify,
}

impl Work {
    /// Counts one more until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> WorkGuard {
        self.count.fetch_add(1, Ordering::AcqRel);
        WorkGuard(Arc::clone(self))
    }

    /// Waits until nothing is under way.
    pub async fn drained(&self) {
        loop {
            let ended = self.ended.notified();
            if self.count.load(Ordering::Acquire) == 0 {
                return;
            }
            ended.await;
        }
    }
}

/// One statement or transaction under way.
pub struct WorkGuard(Arc<Work>);

impl Drop for WorkGuard {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.ended.notify_waiters();
        }
    }
}

/// The asker's end of a ticket: dropping it takes the work back or breaks it off.
#[derive(Default)]
pub struct Asked {
    ticket: Arc<Ticket>,
}

impl Asked {
    /// The other end, for the thread that does the work.
    pub fn ticket(&self) -> Arc<Ticket> {
        Arc::clone(&self.ticket)
    }

    /// Takes the work back; false when it has begun.
    pub fn withdraw(&self) -> bool {
        self.ticket.withdraw()
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.ticket.drop_it();
    }
}
