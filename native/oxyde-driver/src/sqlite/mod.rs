//! SQLite: reads and writes on the calling thread while they are quick and nothing is in the way, else on threads of their own.

mod address;
mod arithmetic;
mod bind;
mod connect;
mod control;
mod database;
mod decimal;
mod describe;
mod error;
mod forms;
mod functions;
mod inline;
mod json_contains;
mod lane;
mod pace;
mod read_lock;
mod reader;
mod rows;
mod settings;
mod sql;
mod statement;
mod text_functions;
mod transaction;
mod unique;
mod watch;
mod work;
mod writer;
mod zone_functions;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oxyde_wire::Failure;

use crate::{DataSourceOptions, Driver};

/// Makes the driver; nothing is opened yet.
pub fn open(options: Arc<DataSourceOptions>) -> Result<Arc<dyn Driver>, Failure> {
    Ok(Arc::new(database::SqliteDriver::new(options)?))
}

/// Locks; a panic elsewhere does not spoil the data, which is whole between any two statements under these locks.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
