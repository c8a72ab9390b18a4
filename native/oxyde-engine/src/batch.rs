//! The jobs of one crossing: they go to the runtime together, so that one wake-up starts all of them.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::answers::{Answers, Reply};
use crate::executors::Executors;
use crate::job::Job;

/// Jobs, and how many answers will come later.
pub struct Batch {
    answers: Arc<dyn Answers>,
    jobs: Vec<Job>,
    pub awaited: u32,
}

impl Batch {
    pub fn new(answers: &Arc<dyn Answers>) -> Self {
        Self { answers: Arc::clone(answers), jobs: Vec::new(), awaited: 0 }
    }

    /// The duty to answer a request later.
    pub fn reply(&mut self, id: u32) -> Reply {
        self.awaited += 1;
        Reply::new(id, Arc::clone(&self.answers))
    }

    pub fn push(&mut self, job: Job) {
        self.jobs.push(job);
    }

    /// Starts the jobs in order; they are dropped when `is_closed` turns true.
    pub fn start(self, runtime: &Handle, executors: &Arc<Executors>, mut is_closed: watch::Receiver<bool>) {
        if self.jobs.is_empty() {
            return;
        }
        let executors = Arc::clone(executors);
        runtime.spawn(async move {
            tokio::select! {
                biased;
                () = run_all(self.jobs, &executors) => {}
                // The sender is gone as well when the environment is.
                _ = is_closed.wait_for(|is_closed| *is_closed) => {}
            }
        });
    }
}

async fn run_all(mut jobs: Vec<Job>, executors: &Executors) {
    if jobs.len() > 1 {
        let mut running: FuturesUnordered<_> = jobs.into_iter().map(|job| run(job, executors)).collect();
        while running.next().await.is_some() {}
    } else if let Some(job) = jobs.pop() {
        run(job, executors).await;
    }
}

/// A panic ends this job alone; its reply answers as it is dropped.
async fn run(job: Job, executors: &Executors) {
    let _ = AssertUnwindSafe(job.run(executors)).catch_unwind().await;
}
