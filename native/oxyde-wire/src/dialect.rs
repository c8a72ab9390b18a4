//! What compiled text is made for, and what it may do: words that the compiler and the drivers share.

/// The three families of SQL that Oxyde speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Postgres,
    Mysql,
    Sqlite,
}

/// What a statement may do, which decides where it may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// A read without locks and without functions that may write: may share a connection and may be interrupted.
    PlainRead,
    /// A read that takes row locks.
    LockingRead,
    Write,
    Ddl,
    /// The user's own SQL: may do anything, even change the session.
    Raw,
}
