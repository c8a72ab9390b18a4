//! Data sources and open transactions by handle.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxyde_wire::{ErrorKind, Failure};

use crate::data_source::DataSource;
use crate::transaction::Queue;

/// Handles of data sources are even, those of transactions, which the other half chooses, are odd.
static NEXT_HANDLE: AtomicU32 = AtomicU32::new(2);

/// Whatever runs statements.
#[derive(Clone)]
pub enum Executor {
    DataSource(Arc<DataSource>),
    Transaction(Arc<Queue>),
}

/// The executors of one environment.
#[derive(Default)]
pub struct Executors {
    by_handle: Mutex<HashMap<u32, Executor>>,
}

impl Executors {
    fn table(&self) -> MutexGuard<'_, HashMap<u32, Executor>> {
        // A panic leaves the table whole: it is changed in single steps.
        self.by_handle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The executor of this handle.
    ///
    /// # Errors
    /// `PoolClosed` for a data source that was released, `TransactionClosed` for a transaction that has ended.
    pub fn get(&self, handle: u32) -> Result<Executor, Failure> {
        self.table().get(&handle).cloned().ok_or_else(|| unknown(handle))
    }

    /// Keeps a data source and gives its handle.
    pub fn add_data_source(&self, data_source: DataSource) -> u32 {
        let handle = NEXT_HANDLE.fetch_add(2, Ordering::Relaxed);
        self.table().insert(handle, Executor::DataSource(Arc::new(data_source)));
        handle
    }

    /// Keeps a transaction whose BEGIN is under way.
    ///
    /// # Errors
    /// `Internal` when the handle is taken or belongs to a data source.
    pub fn add_transaction(&self, handle: u32, queue: &Arc<Queue>) -> Result<(), Failure> {
        let mut table = self.table();
        if handle.is_multiple_of(2) || table.contains_key(&handle) {
            return Err(Failure::new(ErrorKind::Internal, "the handle of a new transaction is taken"));
        }
        table.insert(handle, Executor::Transaction(Arc::clone(queue)));
        Ok(())
    }

    /// Forgets an executor. Its last owner drops it; outside of this lock, for dropping may take long.
    pub fn remove(&self, handle: u32) -> Option<Executor> {
        self.table().remove(&handle)
    }

    /// Forgets all transactions of a data source.
    pub fn remove_transactions_of(&self, data_source: &Arc<DataSource>) -> Vec<Arc<Queue>> {
        let mut removed = Vec::new();
        self.table().retain(|_, executor| match executor {
            Executor::Transaction(queue) if Arc::ptr_eq(queue.data_source(), data_source) => {
                removed.push(Arc::clone(queue));
                false
            }
            _ => true,
        });
        removed
    }

    /// Forgets everything.
    pub fn take_all(&self) -> Vec<Executor> {
        std::mem::take(&mut *self.table()).into_values().collect()
    }
}

fn unknown(handle: u32) -> Failure {
    if handle.is_multiple_of(2) {
        return Failure::new(ErrorKind::PoolClosed, "the data source is closed; open it again").with_retry_safe();
    }
    Failure::new(ErrorKind::TransactionClosed, "the transaction has ended; open another one")
}
