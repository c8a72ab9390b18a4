//! The reader of a stream in the tests of all databases: asks for chunks, and counts what comes.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oxyde_driver::{Control, Driver, Outlet, Run};
use oxyde_wire::{Completed, Failure};
use tokio::task::JoinHandle;

/// One stream as its reader sees it.
#[derive(Clone)]
pub struct Reader {
    pub control: Arc<Control>,
    rows: Arc<AtomicUsize>,
    chunks: Arc<AtomicUsize>,
}

impl Reader {
    pub fn new() -> Self {
        Self { control: Arc::default(), rows: Arc::default(), chunks: Arc::default() }
    }

    /// The run with this reader.
    pub fn of(&self, mut run: Run) -> Run {
        let (rows, chunks) = (Arc::clone(&self.rows), Arc::clone(&self.chunks));
        let deliver = move |chunk: oxyde_wire::FrameSink| {
            rows.fetch_add(chunk.row_count(), Ordering::Relaxed);
            chunks.fetch_add(1, Ordering::Relaxed);
        };
        run.outlet = Some(Outlet::new(Arc::clone(&self.control), Arc::new(deliver)));
        run.control = Some(Arc::clone(&self.control));
        run
    }

    /// Begins to read.
    pub fn start(&self, driver: &Arc<dyn Driver>, run: Run) -> JoinHandle<Result<Completed, Failure>> {
        let (driver, run) = (Arc::clone(driver), self.of(run));
        tokio::spawn(async move { driver.execute(run).await })
    }

    pub fn ask(&self, chunks: usize) {
        (0..chunks).for_each(|_| self.control.grant());
    }

    /// Rows that came in chunks so far.
    pub fn rows(&self) -> usize {
        self.rows.load(Ordering::Relaxed)
    }

    pub async fn until_chunks(&self, count: usize) {
        let waiting = async {
            while self.chunks.load(Ordering::Relaxed) < count {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), waiting).await.unwrap();
    }
}
