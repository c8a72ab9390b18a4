//! Random numbers for jitter; nothing secret depends on them.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A duration between zero and `most`.
pub fn up_to(most: Duration) -> Duration {
    // The keys of a new hasher are random; this needs no dependency and is not on a hot path.
    let random = RandomState::new().build_hasher().finish();
    most.mul_f64((random >> 11) as f64 / (1_u64 << 53) as f64)
}
