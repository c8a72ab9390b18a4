//! The failures of the compiler: a fact, then a remedy; never a value.

use oxyde_wire::{ErrorKind, Failure};

/// What every part of the compiler gives.
pub type Result<T> = std::result::Result<T, Failure>;

/// The dialect has no way to say it.
pub fn unsupported<T>(message: impl Into<String>) -> Result<T> {
    Err(Failure::new(ErrorKind::Unsupported, message))
}

/// The statement makes no sense on any dialect.
pub fn invalid<T>(message: impl Into<String>) -> Result<T> {
    Err(Failure::new(ErrorKind::InvalidStatement, message))
}
