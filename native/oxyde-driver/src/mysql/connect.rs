//! Opens, sets up, resets, kills and closes connections to MySQL and MariaDB.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Error, Opts, OptsBuilder, Row};
use oxyde_wire::{ErrorKind, Failure};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::address::Address;
use super::error;
use super::server::Server;
use super::session::Session;
use super::tls;
use crate::pool::{CLEAN_UP_DEADLINE, Manager};
use crate::{DataSourceOptions, TlsMode};

const KEEPALIVE: Duration = Duration::from_secs(60);
/// What mysql_async may send at once; the server's own limit is checked before a statement is sent.
const LARGEST_PACKET: usize = 1 << 30;
/// Makes mysql_async ask for nothing: no connection is ever used beyond its life, whatever the server's wait_timeout.
const WAIT_TIMEOUT: usize = 28_800;

/// Strict in every respect; without ANSI_QUOTES and without NO_BACKSLASH_ESCAPES, which change what quotes mean.
const SQL_MODE: &str =
    "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

/// What is needed to open a connection; clones are handles of the same one.
#[derive(Clone)]
pub struct Connector(Arc<Inner>);

struct Inner {
    options: Arc<DataSourceOptions>,
    plain: Opts,
    /// The same with TLS; kept, because it holds the certificates that were read.
    secure: Option<Opts>,
    mode: TlsMode,
    place: String,
    setup: String,
    /// Turns true when everything has to end at once.
    aborted: watch::Sender<bool>,
    runtime: Handle,
}

impl Connector {
    /// Reads the options; connects to nothing.
    ///
    /// # Errors
    /// `InvalidOptions`.
    pub fn new(options: Arc<DataSourceOptions>) -> Result<Self, Failure> {
        let address = Address::parse(&options)?;
        let plain = plain_options(&address, &options);
        let secure = tls::options(&address)?.map(|tls| OptsBuilder::from_opts(plain.clone()).ssl_opts(tls).into());
        Ok(Self(Arc::new(Inner {
            plain,
            secure,
            mode: address.tls_mode,
            place: address.place(),
            setup: setup(&options),
            aborted: watch::Sender::new(false),
            runtime: Handle::current(),
            options,
        })))
    }

    /// The options of the data source.
    pub fn options(&self) -> &DataSourceOptions {
        &self.0.options
    }

    /// Resolves when everything has to end at once.
    pub async fn aborted(&self) {
        // The sender lives as long as self, so waiting cannot fail.
        let _ = self.0.aborted.subscribe().wait_for(|is_aborted| *is_aborted).await;
    }

    /// Stops what runs on the connection, from another one; gives up after a while.
    pub async fn kill(&self, connection_id: u32) {
        if self.0.options.is_transaction_pooled {
            // Behind a pooler the number belongs to the pooler, and on the server perhaps to somebody else.
            return;
        }
        let kill = async {
            let mut conn = self.open().await?;
            conn.query_drop(format!("KILL QUERY {connection_id}")).await?;
            conn.disconnect().await
        };
        let _ = tokio::time::timeout(CLEAN_UP_DEADLINE, kill).await;
    }

    /// As [`Connector::kill`], without waiting for it.
    pub fn kill_later(&self, connection_id: u32) {
        let connector = self.clone();
        self.0.runtime.spawn(async move { connector.kill(connection_id).await });
    }

    /// A connection, logged in, as the server gives it.
    async fn open(&self) -> Result<Conn, Error> {
        let Some(secure) = &self.0.secure else { return Conn::new(self.0.plain.clone()).await };
        match (self.0.mode, Conn::new(secure.clone()).await) {
            (TlsMode::Prefer, Err(Error::Driver(DriverError::NoClientSslFlagFromServer))) => Conn::new(self.0.plain.clone()).await,
            (TlsMode::VerifyCa, Err(error)) => self.open_by_other_name(secure, error).await,
            (_, outcome) => outcome,
        }
    }

    /// The authority is all that counts: whatever name it gave the server will do.
    async fn open_by_other_name(&self, secure: &Opts, error: Error) -> Result<Conn, Error> {
        let Some(name) = tls::name_on_certificate(&error) else { return Err(error) };
        let tls = secure.ssl_opts().cloned().unwrap_or_default().with_danger_tls_hostname_override(Some(name));
        Conn::new(OptsBuilder::from_opts(secure.clone()).ssl_opts(tls)).await
    }

    async fn open_session(&self) -> Result<Session, Error> {
        let mut conn = self.open().await?;
        let server = self.set_up(&mut conn).await?;
        Ok(Session::new(conn, server, self.clone()))
    }

    /// All settings and all questions in one round trip.
    async fn set_up(&self, conn: &mut Conn) -> Result<Server, Error> {
        let mut result = conn.query_iter(self.0.setup.as_str()).await?;
        let _: Vec<Row> = result.collect().await?;
        let answer: Vec<(String, u64, bool)> = result.collect_and_drop().await?;
        let (version, max_packet, knows_time_zone) = answer.into_iter().next().ok_or(Error::Driver(DriverError::ConnectionClosed))?;
        Ok(Server::new(version, max_packet, knows_time_zone))
    }

    fn unknown_time_zone(&self) -> Failure {
        let zone = self.0.options.time_zone.as_deref().unwrap_or_default();
        let place = &self.0.place;
        let message = format!(
            "the server at {place} does not know the time zone {zone}; load its tables of time zones: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql mysql"
        );
        Failure::new(ErrorKind::InvalidOptions, message)
    }

    /// Puts the session back to what it was after connecting; `false` when the connection has to be closed.
    pub async fn reset(&self, conn: &mut Conn) -> bool {
        matches!(conn.reset().await, Ok(true)) && self.set_up(conn).await.is_ok()
    }
}

impl Manager for Connector {
    type Connection = Session;

    async fn connect(&self) -> Result<Session, Failure> {
        let limit = self.0.options.connect_timeout();
        match tokio::time::timeout(limit, self.open_session()).await {
            Ok(Ok(session)) if !session.server.knows_time_zone => Err(self.unknown_time_zone()),
            Ok(outcome) => outcome.map_err(|error| error::from_connect(&error, &self.0.place)),
            Err(_) => Err(connect_timed_out(&self.0.place, limit)),
        }
    }

    async fn is_alive(&self, session: &mut Session) -> bool {
        session.ping().await
    }

    fn is_usable(&self, session: &Session) -> bool {
        session.is_usable()
    }

    fn is_clean(&self, session: &Session) -> bool {
        session.is_clean()
    }

    async fn clean(&self, session: &mut Session) -> bool {
        session.clean().await
    }

    async fn close(&self, session: Session) {
        session.close().await;
    }

    fn abort_all(&self) {
        self.0.aborted.send_replace(true);
    }
}

/// Closes a connection without waiting for anything; says goodbye when there is room for it.
pub fn hang_up(conn: Conn) {
    // Polled once: mysql_async would read the rest of a result first, however long that takes.
    let _ = conn.disconnect().now_or_never();
}

fn connect_timed_out(place: &str, limit: Duration) -> Failure {
    let message = format!("no connection to {place} within {} ms", limit.as_millis());
    Failure::new(ErrorKind::ConnectTimeout, message).with_retry_safe()
}

fn plain_options(address: &Address, options: &DataSourceOptions) -> Opts {
    let builder = OptsBuilder::default()
        .ip_or_hostname(address.host.clone())
        .tcp_port(address.port)
        .user(address.user.clone())
        .pass(address.password.clone())
        .db_name(address.database.clone())
        .socket(address.socket.clone())
        .prefer_socket(false)
        .tcp_nodelay(true)
        .tcp_keepalive(Some(KEEPALIVE))
        .client_found_rows(true)
        .max_allowed_packet(Some(LARGEST_PACKET))
        .wait_timeout(Some(WAIT_TIMEOUT))
        // The session keeps the statements, by the number of the compiled statement.
        .stmt_cache_size(0_usize);
    match &options.application_name {
        Some(name) => builder.connect_attribute("program_name", name.clone()).into(),
        None => builder.into(),
    }
}

/// The version comments make each server read its own name of the time limit.
fn setup(options: &DataSourceOptions) -> String {
    let limit = options.statement_timeout;
    let knows_time_zone = match &options.time_zone {
        Some(zone) => format!("CONVERT_TZ('2000-01-01', '+00:00', '{zone}') IS NOT NULL"),
        None => "1".to_owned(),
    };
    format!(
        "SET NAMES utf8mb4, SESSION sql_mode = '{SQL_MODE}', SESSION time_zone = '+00:00', SESSION autocommit = 1\
         /*M! , SESSION max_statement_time = {} */ /*!50708 , SESSION max_execution_time = {limit} */; \
         SELECT @@version, @@max_allowed_packet, {knows_time_zone}",
        seconds(limit)
    )
}

/// Milliseconds as the decimal seconds of MariaDB.
pub fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}
