//! The native half of the funnel: requests to statements to drivers, and answers back.

mod answers;
mod batch;
mod compiled;
mod control;
mod data_source;
mod engine;
mod executors;
mod job;
mod plan;
mod sizes;
mod steering;
mod transaction;

pub use answers::Answers;
pub use engine::{Engine, Submitted};

/// The failure of a request that makes no sense.
fn malformed(message: &str) -> oxyde_wire::Failure {
    oxyde_wire::Failure::new(oxyde_wire::ErrorKind::Internal, message)
}
