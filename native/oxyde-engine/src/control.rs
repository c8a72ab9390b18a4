//! Requests that are no statements: their parameters, and the facts that they answer with.

use std::time::Duration;

use oxyde_driver::{Dialect, Isolation, PoolStatistics, ServerProfile, TransactionOptions};
use oxyde_wire::{ErrorKind, Fact, Failure, Outcome, Value};

/// The options of BEGIN: `isolation | null, readOnly, timeout in ms | null`.
pub fn transaction_options(parameters: &[Value]) -> Result<TransactionOptions, Failure> {
    let [isolation, is_read_only, timeout] = parameters else {
        return Err(malformed("BEGIN takes an isolation level, read-only or not, and a timeout"));
    };
    Ok(TransactionOptions {
        isolation: isolation_of(isolation)?,
        is_read_only: *is_read_only == Value::Boolean(true),
        timeout: milliseconds(timeout)?,
    })
}

/// The deadline of CLOSE: milliseconds.
pub fn close_deadline(parameters: &[Value]) -> Result<Duration, Failure> {
    let deadline = parameters.first().map_or(Ok(None), milliseconds)?;
    Ok(deadline.unwrap_or_default())
}

fn isolation_of(value: &Value) -> Result<Option<Isolation>, Failure> {
    let name = match value {
        Value::Null => return Ok(None),
        Value::Text(name) => name.replace(' ', "").to_ascii_lowercase(),
        _ => return Err(malformed("an isolation level is given by its name")),
    };
    match name.as_str() {
        "readuncommitted" => Ok(Some(Isolation::ReadUncommitted)),
        "readcommitted" => Ok(Some(Isolation::ReadCommitted)),
        "repeatableread" => Ok(Some(Isolation::RepeatableRead)),
        "serializable" => Ok(Some(Isolation::Serializable)),
        _ => Err(malformed("the isolation levels are read uncommitted, read committed, repeatable read and serializable")),
    }
}

/// Milliseconds, or none.
pub fn milliseconds(value: &Value) -> Result<Option<Duration>, Failure> {
    match value {
        Value::Null => Ok(None),
        Value::Integer(count) => u64::try_from(*count).map(|count| Some(Duration::from_millis(count))).map_err(|_| not_a_time()),
        Value::Float(count) => Duration::try_from_secs_f64(count / 1_000.0).map(Some).map_err(|_| not_a_time()),
        _ => Err(not_a_time()),
    }
}

fn not_a_time() -> Failure {
    malformed("a time is a number of milliseconds, not below 0")
}

fn malformed(message: &str) -> Failure {
    Failure::new(ErrorKind::InvalidOptions, message)
}

/// The facts of CONNECT.
pub fn profile_facts(profile: &ServerProfile) -> Outcome {
    let dialect = match profile.dialect {
        Dialect::Postgres => "postgres",
        Dialect::Mysql => "mysql",
        Dialect::Sqlite => "sqlite",
    };
    Outcome::Facts(vec![
        ("dialect", Fact::Text(dialect.to_owned())),
        ("isMariadb", Fact::Integer(profile.is_mariadb.into())),
        ("version", Fact::Text(profile.version.clone())),
        ("versionNumber", Fact::Integer(profile.version_number.into())),
        ("hasInsertReturning", Fact::Integer(profile.has_insert_returning.into())),
        ("hasUpdateReturning", Fact::Integer(profile.has_update_returning.into())),
        ("maxParameters", Fact::Integer(profile.max_parameters.into())),
    ])
}

/// The facts of STATISTICS.
pub fn statistics_facts(pool: PoolStatistics, plans: usize) -> Outcome {
    Outcome::Facts(vec![
        ("size", Fact::Integer(pool.size.into())),
        ("idle", Fact::Integer(pool.idle.into())),
        ("waiting", Fact::Integer(pool.waiting.into())),
        ("max", Fact::Integer(pool.max.into())),
        ("plans", Fact::Integer(plans as i64)),
    ])
}
