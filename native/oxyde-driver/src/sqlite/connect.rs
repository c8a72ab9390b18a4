//! Opens a connection, sets it up for its part, and holds it with its prepared statements.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Arc;
use std::sync::Once;
use std::time::{Duration, Instant};

use oxyde_wire::{ErrorKind, Failure};
use rusqlite::config::DbConfig;
use rusqlite::{OpenFlags, ffi};

use super::error::{failure_of_rusqlite, last_failure};
use super::functions;
use super::settings::Settings;
use super::sql::is_explanation;
use super::statement::Prepared;
use super::watch::{Limits, Watch, on_busy, on_progress};
use crate::statement_cache::StatementCache;

/// Older versions may corrupt a WAL database that several connections reset at once.
const OLDEST_VERSION: c_int = 3_051_003;
/// So many steps of the virtual machine between two looks at the clock: some 20 microseconds.
const STEPS_BETWEEN_LOOKS: c_int = 1_000;
/// The WAL file is cut back to this size when it was larger.
const JOURNAL_SIZE_LIMIT: i64 = 64 * 1024 * 1024;

/// The WAL is copied into the database each time it grew by so many pages.
const CHECKPOINT_PAGES: c_int = 1_000;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Reads on the calling thread.
    Inline,
    Writer,
    Reader,
}

/// A connection as it is handed around.
pub type Handle = Box<Connection>;

/// One open connection. Only one thread uses it at a time.
pub struct Connection {
    // INVARIANT: fields are dropped in this order: statements before the connection, the connection before what its handlers point to.
    pub(super) statements: StatementCache<Prepared>,
    pub(super) raw: *mut ffi::sqlite3,
    pub(super) inner: rusqlite::Connection,
    pub watch: Box<Watch>,
    /// Pages in the WAL after the last commit of this connection.
    wal_pages: Box<Cell<c_int>>,
    /// Pages in the WAL when it was last copied into the database.
    checkpointed_pages: Cell<c_int>,
    pub settings: Arc<Settings>,
}

// SAFETY: opened without SQLite's own mutexes, a connection may move between threads as long as one at a time uses it, which `&mut` and ownership ensure.
unsafe impl Send for Connection {}

impl Connection {
    /// Opens the database of the settings.
    ///
    /// # Errors
    /// `ConnectFailed`, `Busy`, or `InvalidOptions` when the library or the file cannot do what the options ask.
    pub fn open(settings: &Arc<Settings>, role: Role) -> Result<Handle, Failure> {
        configure_library();
        check_version()?;
        let inner =
            rusqlite::Connection::open_with_flags(settings.path(), open_flags(settings, role)).map_err(|error| open_failure(&error))?;
        // SAFETY: the handle is used by this struct alone and not beyond the life of `inner`.
        let raw = unsafe { inner.handle() };
        let watch = Box::new(Watch::new(settings.busy_timeout(), Arc::clone(&settings.is_shut)));
        // At least one: the statement that runs.
        let statements = StatementCache::new(settings.options.statement_cache_size.max(1) as usize);
        let connection = Box::new(Self {
            statements,
            raw,
            inner,
            watch,
            wal_pages: Box::default(),
            checkpointed_pages: Cell::default(),
            settings: Arc::clone(settings),
        });
        connection.install_handlers();
        connection.set_up(role)?;
        Ok(connection)
    }

    fn install_handlers(&self) {
        let watch = std::ptr::from_ref::<Watch>(&self.watch).cast_mut().cast::<c_void>();
        let pages = std::ptr::from_ref(&*self.wal_pages).cast_mut().cast::<c_void>();
        // SAFETY: both boxes outlive the connection (field order) and are only reached through shared references.
        unsafe {
            ffi::sqlite3_progress_handler(self.raw, STEPS_BETWEEN_LOOKS, Some(on_progress), watch);
            ffi::sqlite3_busy_handler(self.raw, Some(on_busy), watch);
            ffi::sqlite3_wal_hook(self.raw, Some(on_wal_commit), pages);
        }
    }

    fn set_up(&self, role: Role) -> Result<(), Failure> {
        let configs = [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        ];
        for (config, value) in configs {
            self.inner.set_db_config(config, value).map_err(|error| failure_of_rusqlite(&error))?;
        }
        if role == Role::Writer && !self.settings.is_memory() {
            self.set_journal_mode()?;
        }
        self.set_session(role)?;
        functions::register(&self.inner).map_err(|error| failure_of_rusqlite(&error))?;
        // Reads the schema now, not within the first statement.
        self.run_plain("SELECT 1 FROM sqlite_schema LIMIT 1").map_err(not_a_database)
    }

    /// What a user's own statement may have changed: set again after each of them.
    pub fn set_session(&self, role: Role) -> Result<(), Failure> {
        let options = &self.settings.options.sqlite;
        let is_query_only = role != Role::Writer;
        self.run_plain(&format!(
            "PRAGMA synchronous = {}; PRAGMA foreign_keys = ON; PRAGMA cache_size = {}; PRAGMA case_sensitive_like = ON; \
             PRAGMA mmap_size = 0; PRAGMA journal_size_limit = {JOURNAL_SIZE_LIMIT}; PRAGMA query_only = {is_query_only}; \
             PRAGMA defer_foreign_keys = OFF; PRAGMA recursive_triggers = OFF; PRAGMA ignore_check_constraints = OFF",
            options.synchronous, options.cache_size
        ))?;
        // The pragma `busy_timeout` or `wal_autocheckpoint` would have replaced the handlers.
        self.install_handlers();
        Ok(())
    }

    /// Changing to WAL needs the file alone for a moment, and SQLite does not wait for it by itself.
    fn set_journal_mode(&self) -> Result<(), Failure> {
        let patience = Instant::now() + self.settings.busy_timeout();
        loop {
            match self.try_journal_mode() {
                Err(failure) if failure.kind == ErrorKind::Busy && Instant::now() < patience => {
                    std::thread::sleep(Duration::from_millis(5))
                }
                result => return result,
            }
        }
    }

    fn try_journal_mode(&self) -> Result<(), Failure> {
        let wanted = &self.settings.options.sqlite.journal_mode;
        let given: String = self
            .inner
            .query_row(&format!("PRAGMA journal_mode = {wanted}"), [], |row| row.get(0))
            .map_err(|error| not_a_database(failure_of_rusqlite(&error)))?;
        if given == *wanted {
            return Ok(());
        }
        let message = format!("the database cannot use the journal mode {wanted}, it stays {given}; choose another sqlite.journalMode");
        Err(Failure::new(ErrorKind::InvalidOptions, message))
    }

    /// Runs statements of the driver's own that have no parameters; rows are dropped.
    pub fn run_plain(&self, sql: &str) -> Result<(), Failure> {
        self.run_plain_within(sql, Limits::default())
    }

    /// The same within limits.
    pub fn run_plain_within(&self, sql: &str, limits: Limits) -> Result<(), Failure> {
        self.watch.start(limits);
        self.inner.execute_batch(sql).map_err(|error| failure_of_rusqlite(&error))
    }

    /// The text of the first column of each row of a query of the driver's own.
    pub fn texts(&self, sql: &str, parameters: &[&str]) -> Result<Vec<String>, Failure> {
        self.watch.rest();
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.inner.prepare(sql)?;
            statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get(0))?.collect()
        };
        read().map_err(|error| failure_of_rusqlite(&error))
    }

    /// The opcodes of a statement's program; none for one that itself explains another, which touches no table.
    pub fn explain(&self, sql: &str) -> Result<Vec<String>, Failure> {
        if is_explanation(sql) {
            return Ok(Vec::new());
        }
        self.watch.rest();
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.inner.prepare(&format!("EXPLAIN {sql}"))?;
            statement.raw_query().mapped(|row| row.get(1)).collect()
        };
        read().map_err(|error| failure_of_rusqlite(&error))
    }

    /// Whether no transaction is open. SQLite ends one by itself after some failures.
    pub fn is_autocommit(&self) -> bool {
        // SAFETY: the connection is open.
        unsafe { ffi::sqlite3_get_autocommit(self.raw) != 0 }
    }

    /// Ends a transaction that is still open, whatever state it is in.
    pub fn roll_back_open(&self) -> Result<(), Failure> {
        if self.is_autocommit() { Ok(()) } else { self.run_plain("ROLLBACK") }
    }

    /// The failure of the last call.
    pub(super) fn last_failure(&self) -> Failure {
        // SAFETY: the connection is open and this thread uses it.
        unsafe { last_failure(self.raw) }
    }

    /// Whether the WAL grew enough since it was last copied into the database.
    pub fn is_checkpoint_due(&self) -> bool {
        let pages = self.wal_pages.get();
        if pages < self.checkpointed_pages.get() {
            // The WAL began anew.
            self.checkpointed_pages.set(0);
        }
        pages - self.checkpointed_pages.get() >= CHECKPOINT_PAGES
    }

    /// Copies the WAL into the database as far as readers allow. With `is_last`, also cuts the WAL file.
    pub fn checkpoint(&self, is_last: bool) {
        let _no_reader_of_ours = self.settings.read_lock.released();
        self.watch.rest();
        let mode = if is_last { ffi::SQLITE_CHECKPOINT_TRUNCATE } else { ffi::SQLITE_CHECKPOINT_PASSIVE };
        // SAFETY: the connection is open, the name a constant, and the counts are not asked for.
        // A failure needs no answer: the next checkpoint does what this one left, and nothing is lost.
        unsafe { ffi::sqlite3_wal_checkpoint_v2(self.raw, c"main".as_ptr(), mode, std::ptr::null_mut(), std::ptr::null_mut()) };
        self.checkpointed_pages.set(self.wal_pages.get());
    }

    /// The most parameters of one statement.
    pub fn max_parameters(&self) -> u32 {
        // SAFETY: the connection is open; -1 only asks.
        let limit = unsafe { ffi::sqlite3_limit(self.raw, ffi::SQLITE_LIMIT_VARIABLE_NUMBER, -1) };
        u32::try_from(limit).unwrap_or_default()
    }

    /// Whether there are violations that a COMMIT would not let pass.
    pub fn has_deferred_violations(&self) -> bool {
        let (mut current, mut highest) = (0, 0);
        // SAFETY: the connection is open and both counts are ours.
        unsafe { ffi::sqlite3_db_status(self.raw, ffi::SQLITE_DBSTATUS_DEFERRED_FKS, &mut current, &mut highest, 0) };
        current != 0
    }

    /// Rows changed by the last INSERT, UPDATE or DELETE, and by all statements so far.
    pub fn changes(&self) -> (u64, u64) {
        // SAFETY: the connection is open.
        let (last, total) = unsafe { (ffi::sqlite3_changes64(self.raw), ffi::sqlite3_total_changes64(self.raw)) };
        (last.unsigned_abs(), total.unsigned_abs())
    }

    /// The row id of the last insert on this connection; 0 when it was negative.
    pub fn last_insert_id(&self) -> u64 {
        // SAFETY: the connection is open.
        u64::try_from(unsafe { ffi::sqlite3_last_insert_rowid(self.raw) }).unwrap_or_default()
    }
}

unsafe extern "C" fn on_wal_commit(data: *mut c_void, _: *mut ffi::sqlite3, _: *const c_char, pages: c_int) -> c_int {
    // SAFETY: `data` is the cell of the connection, which outlives it.
    unsafe { &*data.cast::<Cell<c_int>>() }.set(pages);
    ffi::SQLITE_OK
}

/// Counting all memory would take a lock of the whole process at each allocation.
fn configure_library() {
    static ONCE: Once = Once::new();
    // SAFETY: this option takes one integer; after the library has started it is refused without harm.
    ONCE.call_once(|| unsafe {
        ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int);
    });
}

fn check_version() -> Result<(), Failure> {
    if version_number() >= OLDEST_VERSION {
        return Ok(());
    }
    let message = format!("SQLite {} is linked, but 3.51.3 or later is needed; build the addon with its bundled SQLite", version());
    Err(Failure::new(ErrorKind::InvalidOptions, message))
}

/// The linked SQLite, 3051003 for 3.51.3.
pub fn version_number() -> c_int {
    // SAFETY: takes nothing, changes nothing.
    unsafe { ffi::sqlite3_libversion_number() }
}

/// The linked SQLite as text.
pub fn version() -> String {
    // SAFETY: the version is a constant text.
    unsafe { CStr::from_ptr(ffi::sqlite3_libversion()) }.to_string_lossy().into_owned()
}

fn open_flags(settings: &Settings, role: Role) -> OpenFlags {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let creates = role == Role::Writer && (settings.options.sqlite.create_if_missing || settings.is_memory());
    if creates { flags | OpenFlags::SQLITE_OPEN_CREATE } else { flags }
}

fn open_failure(error: &rusqlite::Error) -> Failure {
    let mut failure = failure_of_rusqlite(error);
    failure.kind = ErrorKind::ConnectFailed;
    failure.message =
        "the database file cannot be opened; check that its folder exists and may be written, and sqlite.createIfMissing".to_owned();
    failure
}

fn not_a_database(mut failure: Failure) -> Failure {
    if failure.kind == ErrorKind::ConnectFailed {
        failure.message = format!("the file cannot be used as a database: {}", failure.message);
    }
    failure
}
