//! The jobs of one crossing: they go to the runtime together, so that one wake-up starts all of them.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Waker};

use futures_util::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::answers::{Answers, Reply};
use crate::executors::Executors;
use crate::job::Job;
use crate::steering::Registration;

/// Jobs, and how many answers will come later.
pub struct Batch {
    answers: Arc<dyn Answers>,
    jobs: Vec<Job>,
    /// Jobs that are likely to be done before a thread could be woken.
    quick: Vec<Job>,
    pub awaited: u32,
}

/// Where jobs run.
pub struct Ground<'a> {
    pub runtime: &'a Handle,
    pub executors: &'a Arc<Executors>,
    pub is_closed: &'a watch::Sender<bool>,
}

impl Batch {
    pub fn new(answers: &Arc<dyn Answers>) -> Self {
        Self { answers: Arc::clone(answers), jobs: Vec::new(), quick: Vec::new(), awaited: 0 }
    }

    /// The duty to answer a request later.
    pub fn reply(&mut self, id: u32) -> Reply {
        self.registered_reply(id, None)
    }

    /// The same for a request that may be found by its id meanwhile.
    pub fn registered_reply(&mut self, id: u32, registration: Option<Registration>) -> Reply {
        self.awaited += 1;
        Reply::new(id, Arc::clone(&self.answers), registration)
    }

    pub fn push(&mut self, job: Job) {
        self.jobs.push(job);
    }

    pub fn push_quick(&mut self, job: Job) {
        self.quick.push(job);
    }

    /// Starts the jobs in order, quick ones on the calling thread. True when the answers hold answers back.
    pub fn start(self, ground: &Ground<'_>) -> bool {
        let has_quick = !self.quick.is_empty();
        if has_quick {
            self.answers.hold();
            self.quick.into_iter().for_each(|job| ground.run_here(job));
        }
        if !self.jobs.is_empty() {
            let executors = Arc::clone(ground.executors);
            ground.spawn(async move { run_all(self.jobs, &executors).await });
        }
        has_quick
    }
}

impl Ground<'_> {
    /// PERF: a transaction on SQLite seldom has to wait for anything, and a wake-up takes ten times as long as its statement.
    fn run_here(&self, job: Job) {
        let executors = Arc::clone(self.executors);
        let mut running = Box::pin(async move { run(job, &executors).await });
        let _inside = self.runtime.enter();
        // Whoever polls it next brings a waker of its own.
        if running.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            self.spawn(running);
        }
    }

    /// Work that is dropped when the environment ends.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut is_closed = self.is_closed.subscribe();
        self.runtime.spawn(async move {
            tokio::select! {
                biased;
                () = work => {}
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
