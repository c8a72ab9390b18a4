//! Opens, cleans, cancels and closes connections to PostgreSQL.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oxyde_wire::Failure;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio_postgres::{Client, Config};

use super::address::Address;
use super::error;
use super::plans::Plans;
use super::session::Session;
use super::tls::{self, Tls};
use crate::DataSourceOptions;
use crate::pool::{CLEAN_UP_DEADLINE, Manager};

const KEEPALIVE: Duration = Duration::from_secs(60);
/// So long may sent bytes stay without a sign from the other end.
const SILENCE: Duration = Duration::from_secs(60);

/// What is needed to open a connection; clones are handles of the same one.
#[derive(Clone)]
pub struct Connector(Arc<Inner>);

struct Inner {
    options: Arc<DataSourceOptions>,
    config: Config,
    tls: Tls,
    place: String,
    connect_timeout: Duration,
    plans: Plans,
    /// Turns true when everything has to end at once.
    aborted: watch::Sender<bool>,
    /// The tasks that drive connections.
    tasks: Mutex<Vec<AbortHandle>>,
    runtime: Handle,
}

impl Connector {
    /// Reads the options; connects to nothing.
    ///
    /// # Errors
    /// `InvalidOptions`.
    pub fn new(options: Arc<DataSourceOptions>) -> Result<Self, Failure> {
        let address = Address::parse(&options)?;
        Ok(Self(Arc::new(Inner {
            config: config(&address, &options),
            tls: Tls::new(&address)?,
            place: address.place(),
            connect_timeout: address.connect_timeout,
            plans: Plans::default(),
            aborted: watch::Sender::new(false),
            tasks: Mutex::default(),
            runtime: Handle::current(),
            options,
        })))
    }

    /// The options of the data source.
    pub fn options(&self) -> &DataSourceOptions {
        &self.0.options
    }

    /// What is known of the statements that ran.
    pub fn plans(&self) -> &Plans {
        &self.0.plans
    }

    /// Resolves when everything has to end at once.
    pub async fn aborted(&self) {
        // The sender lives as long as self, so waiting cannot fail.
        let _ = self.0.aborted.subscribe().wait_for(|is_aborted| *is_aborted).await;
    }

    /// Asks the server to stop what runs on the connection; gives up after a while.
    pub async fn cancel(&self, client: &Client) {
        let request = client.cancel_token();
        let _ = tokio::time::timeout(CLEAN_UP_DEADLINE, request.cancel_query(self.0.tls.clone())).await;
    }

    async fn open(&self) -> Result<Session, tokio_postgres::Error> {
        let (client, connection) = self.0.config.connect(self.0.tls.clone()).await?;
        let version = connection.parameter("server_version").unwrap_or_default().to_owned();
        // What goes wrong on the connection is told to those whose statements it carries.
        let task = self.0.runtime.spawn(async move { drop(connection.await) }).abort_handle();
        self.keep(task.clone());
        Ok(Session::new(client, task, version, self.clone()))
    }

    fn keep(&self, task: AbortHandle) {
        let mut tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }
}

impl Manager for Connector {
    type Connection = Session;

    async fn connect(&self) -> Result<Session, Failure> {
        let limit = self.0.connect_timeout;
        match tokio::time::timeout(limit, self.open()).await {
            Ok(outcome) => outcome.map_err(|error| error::from_connect(&error, &self.0.place)),
            Err(_) => Err(error::connect_timed_out(&self.0.place, limit)),
        }
    }

    async fn is_alive(&self, session: &mut Session) -> bool {
        session.link.client.check_connection().await.is_ok()
    }

    fn is_usable(&self, session: &Session) -> bool {
        session.link.is_usable()
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

    fn share(&self, session: &Session) -> Option<Session> {
        session.share()
    }

    fn abort_all(&self) {
        self.0.aborted.send_replace(true);
        let tasks = std::mem::take(&mut *self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.iter().for_each(AbortHandle::abort);
    }
}

fn config(address: &Address, options: &DataSourceOptions) -> Config {
    let mut config = Config::new();
    config.host(&address.host).port(address.port).ssl_mode(tls::mode(address)).keepalives_idle(KEEPALIVE).tcp_user_timeout(SILENCE);
    if let Some(user) = &address.user {
        config.user(user);
    }
    if let Some(password) = &address.password {
        config.password(password);
    }
    if let Some(database) = &address.database {
        config.dbname(database);
    }
    if let Some(name) = &address.application_name {
        config.application_name(name);
    }
    if let Some(settings) = settings(address, options) {
        config.options(settings);
    }
    config
}

/// The settings of the session, which go with the log-in, so that they cost no round trip and hold again after a reset.
fn settings(address: &Address, options: &DataSourceOptions) -> Option<String> {
    let own = address.session_options.clone();
    if options.is_transaction_pooled {
        // Poolers refuse most settings of a session.
        return own;
    }
    let ours = format!(
        "-c statement_timeout={} -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c extra_float_digits=1 -c bytea_output=hex",
        options.statement_timeout
    );
    Some(own.map_or(ours.clone(), |own| format!("{own} {ours}")))
}
