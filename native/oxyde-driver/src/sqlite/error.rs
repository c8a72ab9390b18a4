//! SQLite's result codes and messages to failures.

use std::ffi::CStr;

use oxyde_wire::{ErrorKind, Failure};
use rusqlite::ffi;

/// The failure of the last call on this connection.
///
/// # Safety
/// `raw` is an open connection that no other thread uses.
pub unsafe fn last_failure(raw: *mut ffi::sqlite3) -> Failure {
    // SAFETY: the caller's promise; the message is copied before the next call on the connection.
    let (code, message) = unsafe { (ffi::sqlite3_extended_errcode(raw), CStr::from_ptr(ffi::sqlite3_errmsg(raw)).to_string_lossy()) };
    failure_of(code, &message)
}

/// The failure of a call through rusqlite.
pub fn failure_of_rusqlite(error: &rusqlite::Error) -> Failure {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => {
            failure_of(code.extended_code, message.as_deref().unwrap_or("the database gave no message"))
        }
        other => Failure::new(ErrorKind::Database, other.to_string()),
    }
}

/// The failure that an extended result code and its message mean.
pub fn failure_of(code: i32, message: &str) -> Failure {
    let mut failure = Failure::new(kind_of(code, message), message).with_code(code.to_string());
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_NOTNULL => name_columns(&mut failure),
        ffi::SQLITE_CONSTRAINT_CHECK => failure.constraint = after(message, "CHECK constraint failed: "),
        ffi::SQLITE_CONSTRAINT_DATATYPE => name_typed_column(&mut failure),
        ffi::SQLITE_ERROR => name_missing(&mut failure),
        _ => {}
    }
    failure.is_retry_safe = failure.kind == ErrorKind::Busy;
    failure
}

fn kind_of(code: i32, message: &str) -> ErrorKind {
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => ErrorKind::UniqueViolation,
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
        // ON DELETE RESTRICT is a trigger to SQLite.
        ffi::SQLITE_CONSTRAINT_TRIGGER if message.starts_with("FOREIGN KEY") => ErrorKind::ForeignKeyViolation,
        ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
        ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
        ffi::SQLITE_CONSTRAINT_DATATYPE => ErrorKind::InvalidText,
        _ => kind_of_primary(code & 0xff, message),
    }
}

fn kind_of_primary(code: i32, message: &str) -> ErrorKind {
    match code {
        ffi::SQLITE_ERROR => kind_of_message(message),
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => ErrorKind::Busy,
        ffi::SQLITE_FULL => ErrorKind::DiskFull,
        ffi::SQLITE_READONLY => ErrorKind::ReadOnly,
        ffi::SQLITE_INTERRUPT => ErrorKind::Cancelled,
        ffi::SQLITE_TOOBIG => ErrorKind::ValueTooLong,
        ffi::SQLITE_MISMATCH => ErrorKind::InvalidText,
        ffi::SQLITE_PERM | ffi::SQLITE_AUTH => ErrorKind::PermissionDenied,
        ffi::SQLITE_CANTOPEN | ffi::SQLITE_NOTADB => ErrorKind::ConnectFailed,
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE | ffi::SQLITE_NOMEM => ErrorKind::Internal,
        _ => ErrorKind::Database,
    }
}

/// What the plain code 1 means; its messages are part of SQLite's tested behaviour.
fn kind_of_message(message: &str) -> ErrorKind {
    const MEANINGS: [(&str, ErrorKind); 10] = [
        ("no such table", ErrorKind::UndefinedTable),
        ("no such view", ErrorKind::UndefinedTable),
        ("no such column", ErrorKind::UndefinedColumn),
        ("has no column named", ErrorKind::UndefinedColumn),
        ("integer overflow", ErrorKind::OutOfRange),
        ("already exists", ErrorKind::DuplicateTable),
        ("malformed JSON", ErrorKind::InvalidText),
        ("is not JSON", ErrorKind::InvalidText),
        ("is not a decimal number", ErrorKind::InvalidText),
        ("the regular expression is not valid", ErrorKind::InvalidText),
    ];
    let meaning = MEANINGS.iter().find(|(part, _)| message.contains(part));
    meaning.map_or(ErrorKind::InvalidStatement, |(_, kind)| *kind)
}

/// `UNIQUE constraint failed: users.email, users.tenant` or `...: index 'users_lower_email'`.
fn name_columns(failure: &mut Failure) {
    let Some((_, places)) = failure.message.split_once(" constraint failed: ") else { return };
    if let Some(index) = places.strip_prefix("index '").and_then(|rest| rest.strip_suffix('\'')) {
        failure.constraint = Some(index.to_owned());
        return;
    }
    let parts: Vec<_> = places.split(", ").filter_map(|place| place.rsplit_once('.')).collect();
    let table = parts.first().map(|(table, _)| (*table).to_owned());
    let columns: Vec<_> = parts.iter().map(|(_, column)| *column).collect();
    (failure.table, failure.column) = (table, Some(columns.join(", ")).filter(|names| !names.is_empty()));
}

/// `cannot store TEXT value in INTEGER column users.age`.
fn name_typed_column(failure: &mut Failure) {
    let place = failure.message.rsplit(' ').next().and_then(|place| place.rsplit_once('.'));
    let Some((table, column)) = place.map(|(table, column)| (table.to_owned(), column.to_owned())) else { return };
    (failure.table, failure.column) = (Some(table), Some(column));
}

fn name_missing(failure: &mut Failure) {
    match failure.kind {
        ErrorKind::UndefinedTable => failure.table = after(&failure.message, "no such table: "),
        ErrorKind::UndefinedColumn => failure.column = after(&failure.message, "no such column: "),
        _ => {}
    }
}

fn after(message: &str, intro: &str) -> Option<String> {
    message.split_once(intro).map(|(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_violation_names_table_and_columns() {
        let failure = failure_of(2067, "UNIQUE constraint failed: users.email, users.tenant");
        assert_eq!(failure.kind, ErrorKind::UniqueViolation);
        assert_eq!((failure.table.as_deref(), failure.column.as_deref()), (Some("users"), Some("email, tenant")));
        assert_eq!(failure.code.as_deref(), Some("2067"));
    }

    #[test]
    fn a_unique_index_on_an_expression_is_named() {
        let failure = failure_of(2067, "UNIQUE constraint failed: index 'users_lower_email'");
        assert_eq!(failure.constraint.as_deref(), Some("users_lower_email"));
        assert_eq!(failure.table, None);
    }

    #[test]
    fn codes_mean_kinds() {
        for (code, message, kind) in [
            (1555, "UNIQUE constraint failed: t.id", ErrorKind::UniqueViolation),
            (787, "FOREIGN KEY constraint failed", ErrorKind::ForeignKeyViolation),
            (1811, "FOREIGN KEY constraint failed", ErrorKind::ForeignKeyViolation),
            (1299, "NOT NULL constraint failed: t.a", ErrorKind::NotNullViolation),
            (275, "CHECK constraint failed: positive", ErrorKind::CheckViolation),
            (3091, "cannot store TEXT value in INTEGER column t.a", ErrorKind::InvalidText),
            (5, "database is locked", ErrorKind::Busy),
            (517, "database is locked", ErrorKind::Busy),
            (6, "database table is locked", ErrorKind::Busy),
            (13, "database or disk is full", ErrorKind::DiskFull),
            (8, "attempt to write a readonly database", ErrorKind::ReadOnly),
            (14, "unable to open database file", ErrorKind::ConnectFailed),
            (26, "file is not a database", ErrorKind::ConnectFailed),
            (1, "no such table: t", ErrorKind::UndefinedTable),
            (1, "no such column: a", ErrorKind::UndefinedColumn),
            (1, "table t has no column named a", ErrorKind::UndefinedColumn),
            (1, "table t already exists", ErrorKind::DuplicateTable),
            (1, "near \"x\": syntax error", ErrorKind::InvalidStatement),
            (1, "integer overflow", ErrorKind::OutOfRange),
            (266, "disk I/O error", ErrorKind::Database),
        ] {
            assert_eq!(failure_of(code, message).kind, kind, "{code} {message}");
        }
    }

    #[test]
    fn places_are_named() {
        let failure = failure_of(3091, "cannot store TEXT value in INTEGER column users.age");
        assert_eq!((failure.table.as_deref(), failure.column.as_deref()), (Some("users"), Some("age")));
        assert_eq!(failure_of(275, "CHECK constraint failed: positive").constraint.as_deref(), Some("positive"));
        assert_eq!(failure_of(1, "no such table: main.x").table.as_deref(), Some("main.x"));
    }
}
