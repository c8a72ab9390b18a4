//! Errors of the server and of mysql_async as failures: kind by error number, facts from the text, values taken out of it.

use mysql_async::{DriverError, Error, IoError, ServerError};
use oxyde_wire::{ErrorKind, Failure};

use super::facts::{self, Facts};

/// The connection was killed by somebody (MariaDB), or was idle for too long (MySQL).
const GONE: [u16; 10] = [1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1927, 4031];

/// What to make of an error of the server or of the connection.
pub fn from_mysql(error: &Error) -> Failure {
    match error {
        Error::Server(error) => from_server(error),
        Error::Io(IoError::Tls(_)) => Failure::new(ErrorKind::ConnectFailed, "the TLS connection to the server failed"),
        Error::Driver(DriverError::PacketTooLarge) => too_large(),
        Error::Driver(DriverError::LocalInfile(_)) => {
            Failure::new(ErrorKind::Unsupported, "the server asked for a file of this machine (LOAD DATA LOCAL), which is never sent")
        }
        Error::Io(IoError::Io(error)) => lost(&format!(" ({})", error.kind())),
        // The texts of other driver errors may quote packets and rows.
        _ => lost(""),
    }
}

/// An error while connecting.
pub fn from_connect(error: &Error, place: &str) -> Failure {
    match error {
        Error::Server(error) => from_refusal(error),
        Error::Io(IoError::Io(error)) => connect_failed(place, &error.to_string()),
        Error::Io(IoError::Tls(error)) => connect_failed(place, &format!("TLS failed: {error}")),
        Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            connect_failed(place, "the server has no TLS; set it up there or choose tls.mode `disable`")
        }
        Error::Driver(DriverError::UnknownAuthPlugin { name }) => {
            Failure::new(ErrorKind::AuthenticationFailed, format!("the server asks for the log-in method {name}, which is not known here"))
        }
        Error::Driver(DriverError::CleartextPluginDisabled | DriverError::MysqlOldPasswordDisabled) => {
            Failure::new(ErrorKind::AuthenticationFailed, "the server asks for a log-in method that gives the password away")
        }
        _ => connect_failed(place, "the server does not speak the protocol as expected"),
    }
    .with_retry_safe()
}

fn connect_failed(place: &str, reason: &str) -> Failure {
    Failure::new(ErrorKind::ConnectFailed, format!("cannot connect to {place}: {reason}"))
}

/// What the server says before a connection is open.
fn from_refusal(error: &ServerError) -> Failure {
    let mut failure = from_server(error);
    failure.kind = match error.code {
        1044 | 1045 | 1130 | 1131 | 1132 | 1133 | 1251 | 1275 | 1524 | 1698 | 1820 | 1862 | 3118 | 3879 | 4151 => {
            ErrorKind::AuthenticationFailed
        }
        _ => ErrorKind::ConnectFailed,
    };
    failure
}

fn from_server(error: &ServerError) -> Failure {
    let Facts { message, table, column, constraint } = facts::read(error.code, &error.message);
    let mut failure = Failure::new(kind_of(error.code, &error.message), message).with_code(error.code.to_string());
    (failure.table, failure.column, failure.constraint) = (table, column, constraint);
    failure
}

fn kind_of(code: u16, message: &str) -> ErrorKind {
    match code {
        1022 | 1062 | 1169 | 1586 | 1859 => ErrorKind::UniqueViolation,
        1216 | 1217 | 1451 | 1452 | 1557 | 1761 | 1762 => ErrorKind::ForeignKeyViolation,
        1048 | 1263 | 1364 => ErrorKind::NotNullViolation,
        3819 | 4025 => ErrorKind::CheckViolation,
        1153 | 1162 | 1301 | 1406 => ErrorKind::ValueTooLong,
        1264 | 1365 | 1416 | 1441 | 1690 => ErrorKind::OutOfRange,
        1265 | 1292 | 1300 | 1366 | 1367 | 1411 | 3140 | 3141 | 3156 | 4037 | 4038 => ErrorKind::InvalidText,
        1020 => ErrorKind::SerializationFailure,
        1213 => ErrorKind::Deadlock,
        1205 | 3572 => ErrorKind::LockTimeout,
        1969 | 3024 => ErrorKind::StatementTimeout,
        1317 => ErrorKind::Cancelled,
        1040 | 1203 | 1226 => ErrorKind::ConnectFailed,
        1045 | 1130 | 1698 => ErrorKind::AuthenticationFailed,
        1044 | 1142 | 1143 | 1227 | 1345 | 1370 | 1419 | 3530 => ErrorKind::PermissionDenied,
        1290 | 1792 | 1836 => ErrorKind::ReadOnly,
        1021 | 1114 => ErrorKind::DiskFull,
        1030 if message.contains("error 28") => ErrorKind::DiskFull,
        1050 => ErrorKind::DuplicateTable,
        1051 | 1109 | 1146 => ErrorKind::UndefinedTable,
        1054 => ErrorKind::UndefinedColumn,
        1052 | 1055 | 1056 | 1064 | 1066 | 1111 | 1140 | 1149 | 1210 | 1222 | 1241 | 1242 | 1248 | 1305 | 1318 | 1390 => {
            ErrorKind::InvalidStatement
        }
        1235 => ErrorKind::Unsupported,
        code if GONE.contains(&code) => ErrorKind::ConnectionLost,
        _ => ErrorKind::Database,
    }
}

/// Whether the connection is of no more use: lost, or on a server that takes no writes any more.
pub fn ends_connection(failure: &Failure) -> bool {
    let is_read_only_server = matches!(failure.code.as_deref(), Some("1290" | "1836"));
    failure.kind == ErrorKind::ConnectionLost || is_read_only_server
}

/// The connection broke while a statement ran: nobody knows what became of it.
pub fn lost(detail: &str) -> Failure {
    Failure::new(ErrorKind::ConnectionLost, format!("the connection to the server was lost{detail}"))
}

/// The statement with its parameters is more than the server takes.
pub fn too_large() -> Failure {
    let message = "the statement with its parameters is larger than max_allowed_packet; raise it on the server or send less at a time";
    Failure::new(ErrorKind::ValueTooLong, message)
}

/// The statement took longer than its deadline.
pub fn timed_out(limit: std::time::Duration) -> Failure {
    let message = format!("the statement was stopped after {} ms; make it faster or raise its timeout", limit.as_millis());
    Failure::new(ErrorKind::StatementTimeout, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: u16, message: &str) -> Failure {
        from_mysql(&Error::Server(ServerError { code, message: message.into(), state: "HY000".into() }))
    }

    #[test]
    fn a_number_decides_the_kind() {
        assert_eq!(failure(1213, "Deadlock found").kind, ErrorKind::Deadlock);
        assert_eq!(failure(1969, "Query execution was interrupted").kind, ErrorKind::StatementTimeout);
        assert_eq!(failure(1030, "Got error 28 \"No space left on device\" from storage engine InnoDB").kind, ErrorKind::DiskFull);
        assert_eq!(failure(1927, "Connection was killed").kind, ErrorKind::ConnectionLost);
        assert_eq!(failure(9999, "?").kind, ErrorKind::Database);
        assert_eq!(failure(1213, "Deadlock found").code.as_deref(), Some("1213"));
    }

    #[test]
    fn packets_are_never_shown() {
        let error = Error::Driver(DriverError::UnexpectedPacket { payload: b"secret".to_vec() });
        assert!(!from_mysql(&error).message.contains("secret") && !from_connect(&error, "h:1").message.contains("secret"));
    }

    #[test]
    fn a_refused_log_in_is_not_a_refused_statement() {
        let error = Error::Server(ServerError { code: 1044, message: "Access denied".into(), state: "42000".into() });
        assert_eq!(from_connect(&error, "h:1").kind, ErrorKind::AuthenticationFailed);
        assert_eq!(from_mysql(&error).kind, ErrorKind::PermissionDenied);
    }

    #[test]
    fn a_server_that_became_read_only_costs_its_connections() {
        assert!(ends_connection(&failure(1290, "running with the --read-only option")));
        assert!(!ends_connection(&failure(1792, "Cannot execute statement in a READ ONLY transaction")));
    }
}
