//! The postgres driver.

use std::sync::Arc;

use oxyde_wire::{ErrorKind, Failure};

use crate::{DataSourceOptions, Driver};

/// Makes the driver; nothing is connected yet.
pub fn open(_options: Arc<DataSourceOptions>) -> Result<Arc<dyn Driver>, Failure> {
    Err(Failure::new(ErrorKind::Unsupported, "this driver is not part of the build"))
}
