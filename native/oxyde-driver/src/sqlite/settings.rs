//! What all connections of one data source share: place, checked options, the end of the data source, and what is known of its plans.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use oxyde_wire::{ErrorKind, Failure};

use super::address::{self, Place};
use super::pace::Paces;
use super::read_lock::ReadLock;
use crate::DataSourceOptions;

const JOURNAL_MODES: [&str; 4] = ["wal", "delete", "truncate", "memory"];
const SYNCHRONOUS: [&str; 4] = ["off", "normal", "full", "extra"];

/// Shared by the connections and threads of one data source.
pub struct Settings {
    pub options: Arc<DataSourceOptions>,
    pub place: Place,
    /// Set when the data source takes no more work.
    pub is_closing: AtomicBool,
    /// Set when what still runs has to stop.
    pub is_shut: Arc<AtomicBool>,
    pub paces: Paces,
    /// Rows changed so far: a plan found quick may be slow after many changes.
    pub changes: AtomicU64,
    /// For reads on the calling thread.
    pub read_lock: Arc<ReadLock>,
}

impl Settings {
    /// Reads the address and checks the options that reach SQL text. Must be called within the runtime.
    pub fn new(options: Arc<DataSourceOptions>) -> Result<Self, Failure> {
        let place = address::parse(&options.url)?;
        check_choice("sqlite.journalMode", &options.sqlite.journal_mode, &JOURNAL_MODES)?;
        check_choice("sqlite.synchronous", &options.sqlite.synchronous, &SYNCHRONOUS)?;
        if options.sqlite.readers == 0 {
            return Err(Failure::new(ErrorKind::InvalidOptions, "sqlite.readers must be at least 1"));
        }
        Ok(Self {
            options,
            place,
            is_closing: AtomicBool::new(false),
            is_shut: Arc::new(AtomicBool::new(false)),
            paces: Paces::default(),
            changes: AtomicU64::new(0),
            read_lock: ReadLock::new(),
        })
    }

    /// Whether the database lives in one connection only.
    pub fn is_memory(&self) -> bool {
        self.place == Place::Memory
    }

    /// The path given to SQLite.
    pub fn path(&self) -> &Path {
        match &self.place {
            Place::File(path) => path,
            Place::Memory => Path::new(":memory:"),
        }
    }

    /// Whether readers and the writer do not wait for each other.
    pub fn is_wal(&self) -> bool {
        !self.is_memory() && self.options.sqlite.journal_mode == "wal"
    }

    /// Whether a commit returns without waiting for the disk, so that it may run on a thread that must not wait.
    pub fn commits_at_once(&self) -> bool {
        self.is_memory() || (self.is_wal() && matches!(self.options.sqlite.synchronous.as_str(), "off" | "normal"))
    }

    /// How long a statement may hold the calling thread.
    pub fn inline_budget(&self) -> Duration {
        Duration::from_micros(self.options.sqlite.inline_budget)
    }

    /// How long to wait for another process's lock.
    pub fn busy_timeout(&self) -> Duration {
        Duration::from_millis(self.options.sqlite.busy_timeout)
    }

    /// How long to wait for a connection; zero for as long as it takes.
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_millis(self.options.pool.acquire_timeout)
    }

    /// Fails when the data source takes no more work.
    pub fn check_open(&self) -> Result<(), Failure> {
        if self.is_closing.load(Ordering::Acquire) { Err(closed()) } else { Ok(()) }
    }
}

/// The failure of work that came too late.
pub fn closed() -> Failure {
    Failure::new(ErrorKind::PoolClosed, "the data source is closed; open it again before using it").with_retry_safe()
}

fn check_choice(name: &str, value: &str, choices: &[&str]) -> Result<(), Failure> {
    if choices.contains(&value) {
        return Ok(());
    }
    Err(Failure::new(ErrorKind::InvalidOptions, format!("{name} must be one of {}", choices.join(", "))))
}
