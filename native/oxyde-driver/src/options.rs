//! The options of a data source: address, pool, deadlines, TLS; checked before anything is opened.

use std::time::Duration;

use jiff::tz::TimeZone;
use oxyde_wire::{Dialect, ErrorKind, Failure};
use serde::Deserialize;

/// All options that reach the native half. Times are milliseconds.
#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataSourceOptions {
    /// `postgres://`, `postgresql://`, `mysql://`, `mariadb://`, `sqlite:path`, `sqlite::memory:`.
    pub url: String,
    #[serde(default)]
    pub pool: PoolOptions,
    #[serde(default)]
    pub tls: TlsOptions,
    #[serde(default)]
    pub sqlite: SqliteOptions,
    /// DNS, TCP, TLS and log-in together.
    #[serde(default = "default_connect_timeout")]
    pub connect_timeout: u64,
    /// The default deadline of a statement; 0 = none.
    #[serde(default = "default_statement_timeout")]
    pub statement_timeout: u64,
    /// Shown by the server beside the connection.
    #[serde(default)]
    pub application_name: Option<String>,
    /// A transaction pooler stands in front: no named statements, nothing that needs a session.
    #[serde(default)]
    pub is_transaction_pooled: bool,
    /// Prepared statements kept per connection.
    #[serde(default = "default_statement_cache")]
    pub statement_cache_size: u32,
    /// The most bytes of one result; more is an error.
    #[serde(default = "default_max_result_bytes")]
    pub max_result_bytes: u64,
    /// The time zone by whose clock instants have dates and parts; UTC without one.
    #[serde(default)]
    pub time_zone: Option<String>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PoolOptions {
    pub max: u32,
    pub min: u32,
    pub acquire_timeout: u64,
    pub idle_timeout: u64,
    pub max_lifetime: u64,
    /// Callers that may wait; more fail at once with `PoolQueueFull`.
    pub max_queue: u32,
    /// Ask a connection whether it lives before it is used, when it was idle for more than half a second.
    pub test_before_acquire: bool,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self {
            max: 10,
            min: 0,
            acquire_timeout: 30_000,
            idle_timeout: 600_000,
            max_lifetime: 1_800_000,
            max_queue: 50_000,
            test_before_acquire: false,
        }
    }
}

/// The usual meanings of `sslmode`.
#[derive(Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum TlsMode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Without a mode: `verify-full`, except on loopback addresses and sockets, where it is `disable`.
#[derive(Deserialize, Clone, Debug, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TlsOptions {
    pub mode: Option<TlsMode>,
    /// PEM files.
    pub root_certificate: Option<String>,
    pub client_certificate: Option<String>,
    pub client_key: Option<String>,
}

#[derive(Deserialize, Clone, Debug)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SqliteOptions {
    /// `wal`, `delete`, `truncate`, `memory`.
    pub journal_mode: String,
    /// `off`, `normal`, `full`, `extra`.
    pub synchronous: String,
    pub busy_timeout: u64,
    /// In KiB when negative, in pages when positive.
    pub cache_size: i64,
    pub create_if_missing: bool,
    pub readers: u32,
    /// How long a read may hold the calling thread before it goes to a reader, in microseconds.
    pub inline_budget: u64,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            journal_mode: "wal".into(),
            synchronous: "normal".into(),
            busy_timeout: 5_000,
            cache_size: -16_000,
            create_if_missing: true,
            readers: 2,
            inline_budget: 2_000,
        }
    }
}

fn default_connect_timeout() -> u64 {
    10_000
}
fn default_statement_timeout() -> u64 {
    30_000
}
fn default_statement_cache() -> u32 {
    256
}
fn default_max_result_bytes() -> u64 {
    256 * 1024 * 1024
}

impl DataSourceOptions {
    /// The dialect that the address names.
    pub fn dialect(&self) -> Result<Dialect, Failure> {
        match self.url.split(':').next().unwrap_or_default() {
            "postgres" | "postgresql" => Ok(Dialect::Postgres),
            "mysql" | "mariadb" => Ok(Dialect::Mysql),
            "sqlite" => Ok(Dialect::Sqlite),
            _ => Err(invalid("the address must begin with postgres://, mysql://, mariadb:// or sqlite:")),
        }
    }

    /// The same options when they make sense together.
    pub fn checked(self) -> Result<Self, Failure> {
        if self.pool.max == 0 {
            return Err(invalid("pool.max must be at least 1"));
        }
        if self.pool.min > self.pool.max {
            return Err(invalid("pool.min must not be greater than pool.max"));
        }
        if self.tls.client_certificate.is_some() != self.tls.client_key.is_some() {
            return Err(invalid("tls.clientCertificate and tls.clientKey go together"));
        }
        if self.time_zone.as_deref().is_some_and(|zone| TimeZone::get(zone).is_err()) {
            return Err(invalid("the option timeZone is the name of no time zone; give one such as Europe/Berlin"));
        }
        Ok(self)
    }

    pub fn connect_timeout(&self) -> Duration {
        Duration::from_millis(self.connect_timeout)
    }

    /// The deadline of a statement that has none of its own.
    pub fn statement_timeout(&self) -> Option<Duration> {
        (self.statement_timeout > 0).then(|| Duration::from_millis(self.statement_timeout))
    }
}

/// Never shows the address: it may hold a password.
impl std::fmt::Debug for DataSourceOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("DataSourceOptions").field("pool", &self.pool).finish_non_exhaustive()
    }
}

fn invalid(message: &str) -> Failure {
    Failure::new(ErrorKind::InvalidOptions, message)
}
