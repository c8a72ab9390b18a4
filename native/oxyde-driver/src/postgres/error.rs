//! Errors of the server and of tokio-postgres as failures: kind by SQLSTATE, facts from their fields, values taken out.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use oxyde_wire::{ErrorKind, Failure};
use tokio_postgres::Error;
use tokio_postgres::error::DbError;

/// What to make of an error of the server or of the connection.
pub fn from_postgres(error: &Error) -> Failure {
    if let Some(refusal) = error.as_db_error() {
        return from_server(refusal);
    }
    if let Some(cause) = io_cause(error) {
        return lost(&format!(" ({})", cause.kind()));
    }
    match error.to_string() {
        text if text == UNEXPECTED => Failure::new(
            ErrorKind::Unsupported,
            "the server answered in a way that is not supported here, as to COPY; use a tool such as psql for it",
        ),
        // The texts of other errors may quote values.
        _ => lost(""),
    }
}

/// How tokio-postgres says that an answer was of another kind, which nothing but its text tells.
const UNEXPECTED: &str = "unexpected message from server";

/// An error while connecting.
pub fn from_connect(error: &Error, place: &str) -> Failure {
    if let Some(refusal) = error.as_db_error() {
        return from_refusal(refusal).with_retry_safe();
    }
    let text = error.to_string();
    let failure = if text.starts_with("authentication error") || text.starts_with("invalid configuration") {
        let reason = "the server asks for a log-in that the address has no password for, or in a way that is not known here";
        Failure::new(ErrorKind::AuthenticationFailed, format!("cannot log in to {place}: {reason}"))
    } else {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        Failure::new(ErrorKind::ConnectFailed, format!("cannot connect to {place}: {text}{cause}"))
    };
    failure.with_retry_safe()
}

/// What the server says before a connection is open.
fn from_refusal(error: &DbError) -> Failure {
    let mut failure = from_server(error);
    let is_log_in = error.code().code().starts_with("28");
    failure.kind = if is_log_in { ErrorKind::AuthenticationFailed } else { ErrorKind::ConnectFailed };
    failure
}

/// No connection was opened in time.
pub fn connect_timed_out(place: &str, limit: Duration) -> Failure {
    let message = format!("no connection to {place} within {} ms", limit.as_millis());
    Failure::new(ErrorKind::ConnectTimeout, message).with_retry_safe()
}

fn io_cause(error: &Error) -> Option<&io::Error> {
    error.source()?.downcast_ref::<io::Error>()
}

fn from_server(error: &DbError) -> Failure {
    let code = error.code().code();
    let mut failure = Failure::new(kind_of(code, error.message()), message_of(code, error.message())).with_code(code);
    failure.table = error.table().map(str::to_owned);
    failure.column = error.column().map(str::to_owned);
    failure.constraint = error.constraint().map(str::to_owned);
    match code {
        "42P01" | "42P07" => failure.table = failure.table.or_else(|| quoted(error.message())),
        "42703" => failure.column = failure.column.or_else(|| column_in(error.message())),
        _ => {}
    }
    failure
}

fn kind_of(code: &str, message: &str) -> ErrorKind {
    match code {
        "23505" => ErrorKind::UniqueViolation,
        "23503" | "23001" => ErrorKind::ForeignKeyViolation,
        "23502" => ErrorKind::NotNullViolation,
        "23514" | "23P01" => ErrorKind::CheckViolation,
        "22001" | "54000" => ErrorKind::ValueTooLong,
        "22003" | "22008" | "22015" => ErrorKind::OutOfRange,
        "22007" | "22018" | "22021" | "22023" | "22P02" | "22P03" | "22P05" => ErrorKind::InvalidText,
        "40001" => ErrorKind::SerializationFailure,
        "40P01" => ErrorKind::Deadlock,
        "55P03" => ErrorKind::LockTimeout,
        "57014" if message.contains("statement timeout") => ErrorKind::StatementTimeout,
        "57014" => ErrorKind::Cancelled,
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04" => ErrorKind::ConnectionLost,
        "25P02" => ErrorKind::TransactionRolledBack,
        "25006" => ErrorKind::ReadOnly,
        "53100" => ErrorKind::DiskFull,
        "53300" => ErrorKind::ConnectFailed,
        "42P01" => ErrorKind::UndefinedTable,
        "42P07" => ErrorKind::DuplicateTable,
        "42703" => ErrorKind::UndefinedColumn,
        "42501" => ErrorKind::PermissionDenied,
        "0A000" => ErrorKind::Unsupported,
        "08P01" | "26000" | "3F000" => ErrorKind::InvalidStatement,
        _ => match code.get(..2) {
            Some("08") => ErrorKind::ConnectionLost,
            Some("28") => ErrorKind::AuthenticationFailed,
            Some("42") => ErrorKind::InvalidStatement,
            _ => ErrorKind::Database,
        },
    }
}

/// The messages of bad data quote it; all others quote names only.
fn message_of(code: &str, message: &str) -> String {
    let quotes_values = matches!(code.get(..2), Some("22" | "XX" | "38" | "39"));
    if quotes_values { without_quoted(message) } else { message.to_owned() }
}

/// Everything from the first quote to the last may be a value.
fn without_quoted(message: &str) -> String {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => format!("{}...{}", &message[..first], &message[last + 1..]),
        _ => message.to_owned(),
    }
}

/// The name in quotes, without its schema.
fn quoted(message: &str) -> Option<String> {
    let (_, rest) = message.split_once('"')?;
    let (name, _) = rest.rsplit_once('"')?;
    Some(name.rsplit('.').next().unwrap_or(name).to_owned())
}

/// `column "name" does not exist`, `column "name" of relation "table" does not exist` or `column t.name does not exist`.
fn column_in(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("column ")?;
    match rest.strip_prefix('"') {
        Some(rest) => rest.split_once('"').map(|(name, _)| name.to_owned()),
        None => rest.split(' ').next().and_then(|path| path.rsplit('.').next()).map(str::to_owned),
    }
}

/// Whether the statement has to be prepared again: the server forgot it, or its result would be another one.
pub fn is_stale(failure: &Failure) -> bool {
    matches!(failure.code.as_deref(), Some("0A000" | "26000"))
}

/// Whether the server answered the statement; otherwise nobody knows the state of the connection.
pub fn is_answer(failure: &Failure) -> bool {
    failure.code.is_some() && failure.kind != ErrorKind::ConnectionLost
}

/// The connection broke while a statement ran: nobody knows what became of it.
pub fn lost(detail: &str) -> Failure {
    Failure::new(ErrorKind::ConnectionLost, format!("the connection to the server was lost{detail}"))
}

/// The statement took longer than its deadline.
pub fn timed_out(limit: Duration) -> Failure {
    let message = format!("the statement was stopped after {} ms; make it faster or raise its timeout", limit.as_millis());
    Failure::new(ErrorKind::StatementTimeout, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_decides_the_kind() {
        for (code, kind) in [
            ("23505", ErrorKind::UniqueViolation),
            ("40P01", ErrorKind::Deadlock),
            ("57P01", ErrorKind::ConnectionLost),
            ("08006", ErrorKind::ConnectionLost),
            ("08P01", ErrorKind::InvalidStatement),
            ("42601", ErrorKind::InvalidStatement),
            ("28P01", ErrorKind::AuthenticationFailed),
            ("ZZ999", ErrorKind::Database),
        ] {
            assert_eq!(kind_of(code, ""), kind, "{code}");
        }
        assert_eq!(kind_of("57014", "canceling statement due to statement timeout"), ErrorKind::StatementTimeout);
        assert_eq!(kind_of("57014", "canceling statement due to user request"), ErrorKind::Cancelled);
    }

    #[test]
    fn bad_data_is_not_repeated() {
        let text = "invalid input syntax for type integer: \"it's \"secret\" x\"";
        assert_eq!(message_of("22P02", text), "invalid input syntax for type integer: ...");
        assert_eq!(message_of("22003", "value \"99999\" is out of range for type smallint"), "value ... is out of range for type smallint");
        assert_eq!(message_of("23505", "duplicate key \"users_email\""), "duplicate key \"users_email\"");
    }

    #[test]
    fn names_are_found_where_the_server_has_no_field_for_them() {
        assert_eq!(quoted("relation \"shop.users\" does not exist").as_deref(), Some("users"));
        assert_eq!(column_in("column \"emial\" does not exist").as_deref(), Some("emial"));
        assert_eq!(column_in("column \"emial\" of relation \"users\" does not exist").as_deref(), Some("emial"));
        assert_eq!(column_in("column u.emial does not exist").as_deref(), Some("emial"));
    }
}
