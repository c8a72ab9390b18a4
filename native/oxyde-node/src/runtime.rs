//! The runtime of the process: a few threads for I/O, shared by all environments.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();

/// The runtime; made when it is first asked for, and never ended: the process ends with it.
///
/// # Errors
/// A message when the system gives no threads.
pub fn handle() -> Result<Handle, String> {
    let runtime = RUNTIME.get_or_init(|| {
        let built = Builder::new_multi_thread().worker_threads(thread_count()).thread_name("oxyde-io").enable_all().build();
        built.map_err(|error| format!("the I/O threads could not be started: {error}"))
    });
    runtime.as_ref().map(|runtime| runtime.handle().clone()).map_err(Clone::clone)
}

/// `OXYDE_IO_THREADS`, or a quarter of the cores, between 1 and 4: more threads were slower beside Node.js and the server.
fn thread_count() -> usize {
    let wanted = std::env::var("OXYDE_IO_THREADS").ok().and_then(|text| text.parse().ok()).filter(|count| (1..=64).contains(count));
    wanted.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 4).clamp(1, 4)))
}
