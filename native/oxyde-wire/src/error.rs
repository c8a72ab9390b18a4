//! What went wrong, as data: the TypeScript half makes the error out of it.

/// What kind of failure it is; the TypeScript half maps each to one class and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ErrorKind {
    Internal = 0,
    UniqueViolation = 1,
    ForeignKeyViolation = 2,
    NotNullViolation = 3,
    CheckViolation = 4,
    ValueTooLong = 5,
    OutOfRange = 6,
    InvalidText = 7,
    SerializationFailure = 8,
    Deadlock = 9,
    LockTimeout = 10,
    StatementTimeout = 11,
    Cancelled = 12,
    ConnectFailed = 13,
    AuthenticationFailed = 14,
    ConnectionLost = 15,
    PoolTimeout = 16,
    PoolQueueFull = 17,
    PoolClosed = 18,
    TransactionClosed = 19,
    TransactionRolledBack = 20,
    CommitOutcomeUnknown = 21,
    InvalidStatement = 22,
    UndefinedTable = 23,
    UndefinedColumn = 24,
    PermissionDenied = 25,
    ReadOnly = 26,
    DiskFull = 27,
    Busy = 28,
    /// A stored value that its column's kind cannot hold.
    DecodeFailed = 29,
    /// A parameter that its kind cannot hold.
    EncodeFailed = 30,
    /// The dialect cannot do what the statement asks.
    Unsupported = 31,
    InvalidOptions = 32,
    /// Another failure that the database reported.
    Database = 33,
    ConnectTimeout = 34,
    UnknownPlan = 35,
    /// A table to be created exists already.
    DuplicateTable = 36,
    /// A transaction that outlived its own deadline and was rolled back.
    TransactionTimeout = 37,
}

/// A failure; its message and facts never hold parameters or secrets.
#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: ErrorKind,
    /// The database's own primary message or ours.
    pub message: String,
    /// SQLSTATE, MySQL error number or SQLite extended result code, as text.
    pub code: Option<String>,
    pub table: Option<String>,
    pub column: Option<String>,
    pub constraint: Option<String>,
    /// Whether it is known that the statement changed nothing, so that it may be run again.
    pub is_retry_safe: bool,
}

impl Failure {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), code: None, table: None, column: None, constraint: None, is_retry_safe: false }
    }

    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    pub fn with_retry_safe(mut self) -> Self {
        self.is_retry_safe = true;
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}: {}", self.kind, self.message)
    }
}

impl std::error::Error for Failure {}
