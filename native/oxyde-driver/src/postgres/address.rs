//! The address of a PostgreSQL server: `postgres://user:password@host:port/database?parameters`.

use std::time::Duration;

use oxyde_wire::Failure;

use crate::address::{decode, invalid, is_loopback, non_empty, set_once, split_credentials, split_place};
use crate::{DataSourceOptions, TlsMode};

const DEFAULT_PORT: u16 = 5432;
const KNOWN_PARAMETERS: &str = "host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, application_name, connect_timeout, options, channel_binding";

/// Where the server is and who asks; has no Debug on purpose.
pub struct Address {
    /// A name, an IP address, or the folder of a unix socket, which begins with a slash.
    pub host: String,
    pub port: u16,
    pub user: Option<String>,
    pub password: Option<String>,
    pub database: Option<String>,
    pub tls_mode: TlsMode,
    pub root_certificate: Option<String>,
    pub client_certificate: Option<String>,
    pub client_key: Option<String>,
    pub application_name: Option<String>,
    pub connect_timeout: Duration,
    /// Settings of the session as `-c name=value`.
    pub session_options: Option<String>,
}

impl Address {
    /// Reads the address; options of their own win over parameters of the address, except for the connect timeout.
    ///
    /// # Errors
    /// `InvalidOptions`, never with a value in its message.
    pub fn parse(options: &DataSourceOptions) -> Result<Self, Failure> {
        let (_, rest) = options.url.split_once("://").ok_or_else(|| invalid("the address must look like postgres://host/database"))?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (credentials, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = split_credentials(credentials)?;
        let parameters = Parameters::parse(query)?;
        let (host, port) = place_of(place, &parameters)?;
        let default_mode = if is_socket(&host) || is_loopback(&host) { TlsMode::Disable } else { TlsMode::VerifyFull };
        Ok(Self {
            tls_mode: options.tls.mode.or(parameters.tls_mode).unwrap_or(default_mode),
            host,
            port,
            user: user.or(parameters.user),
            password: password.or(parameters.password),
            database: non_empty(decode(path)?).or(parameters.database),
            root_certificate: options.tls.root_certificate.clone().or(parameters.root_certificate),
            client_certificate: options.tls.client_certificate.clone().or(parameters.client_certificate),
            client_key: options.tls.client_key.clone().or(parameters.client_key),
            application_name: options.application_name.clone().or(parameters.application_name),
            connect_timeout: parameters.connect_timeout.unwrap_or(options.connect_timeout()),
            session_options: parameters.session_options,
        })
    }

    /// Whether the server is reached through a unix socket.
    pub fn is_socket(&self) -> bool {
        is_socket(&self.host)
    }

    /// Host and port, for messages.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

fn is_socket(host: &str) -> bool {
    host.starts_with('/')
}

/// The parameters `host` and `port` count where the address itself has none.
fn place_of(place: &str, parameters: &Parameters) -> Result<(String, u16), Failure> {
    let (host, port) = split_place(place, parameters.port.unwrap_or(DEFAULT_PORT))?;
    match &parameters.host {
        Some(_) if !place.is_empty() && !place.starts_with(':') && !is_socket(&host) => {
            Err(invalid("the address has a host and the parameter host; keep one"))
        }
        Some(other) => Ok((other.clone(), port)),
        None => Ok((host, port)),
    }
}

#[derive(Default)]
struct Parameters {
    host: Option<String>,
    port: Option<u16>,
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    tls_mode: Option<TlsMode>,
    root_certificate: Option<String>,
    client_certificate: Option<String>,
    client_key: Option<String>,
    application_name: Option<String>,
    connect_timeout: Option<Duration>,
    session_options: Option<String>,
}

impl Parameters {
    fn parse(query: &str) -> Result<Self, Failure> {
        let mut parameters = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            parameters.set(&decode(key)?, decode(value)?)?;
        }
        if parameters.client_certificate.is_some() != parameters.client_key.is_some() {
            return Err(invalid("the parameters sslcert and sslkey go together"));
        }
        Ok(parameters)
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), Failure> {
        let place = match key {
            "sslmode" | "ssl-mode" => return set_once(&mut self.tls_mode, key, tls_mode(&value)?),
            "connect_timeout" => return set_once(&mut self.connect_timeout, key, connect_timeout(&value)?),
            "port" => return set_once(&mut self.port, key, port(&value)?),
            "channel_binding" => return check_channel_binding(&value),
            "host" => &mut self.host,
            "user" => &mut self.user,
            "password" => &mut self.password,
            "dbname" => &mut self.database,
            "sslrootcert" => &mut self.root_certificate,
            "sslcert" => &mut self.client_certificate,
            "sslkey" => &mut self.client_key,
            "application_name" => &mut self.application_name,
            "options" => &mut self.session_options,
            _ => return Err(unknown(key)),
        };
        set_once(place, key, value)
    }
}

fn tls_mode(value: &str) -> Result<TlsMode, Failure> {
    match value {
        "disable" => Ok(TlsMode::Disable),
        "prefer" | "allow" => Ok(TlsMode::Prefer),
        "require" => Ok(TlsMode::Require),
        "verify-ca" => Ok(TlsMode::VerifyCa),
        "verify-full" => Ok(TlsMode::VerifyFull),
        _ => Err(invalid("the parameter sslmode must be disable, prefer, require, verify-ca or verify-full")),
    }
}

/// Whole seconds; 0 means no limit to libpq and an hour here.
fn connect_timeout(value: &str) -> Result<Duration, Failure> {
    let seconds: u32 = value.parse().map_err(|_| invalid("the parameter connect_timeout must be a number of seconds"))?;
    Ok(Duration::from_secs(if seconds == 0 { 3600 } else { u64::from(seconds) }))
}

fn port(value: &str) -> Result<u16, Failure> {
    value.parse().map_err(|_| invalid("the parameter port must be a number from 1 to 65535"))
}

fn check_channel_binding(value: &str) -> Result<(), Failure> {
    match value {
        "disable" | "prefer" => Ok(()),
        _ => Err(invalid("the parameter channel_binding can only be disable or prefer; use sslmode=verify-full to be sure of the server")),
    }
}

fn unknown(key: &str) -> Failure {
    invalid(&format!("the address has the unknown parameter {}; known are {KNOWN_PARAMETERS}", key.escape_debug()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Address, Failure> {
        Address::parse(&serde_json::from_value(serde_json::json!({ "url": url })).unwrap())
    }

    fn message(url: &str) -> String {
        parse(url).err().unwrap().message
    }

    #[test]
    fn all_parts_are_read_and_decoded() {
        let address = parse("postgres://al%40ice:p%3Aw%2F%3F@db.example:5433/sh%6Fp?sslmode=require&application_name=a%20b").unwrap();
        assert_eq!((address.host.as_str(), address.port), ("db.example", 5433));
        assert_eq!((address.user.as_deref(), address.password.as_deref()), (Some("al@ice"), Some("p:w/?")));
        assert_eq!((address.database.as_deref(), address.application_name.as_deref()), (Some("shop"), Some("a b")));
        assert_eq!(address.tls_mode, TlsMode::Require);
    }

    #[test]
    fn what_is_missing_has_a_default() {
        let address = parse("postgresql://localhost").unwrap();
        assert_eq!((address.port, address.user, address.password, address.database), (5432, None, None, None));
        assert_eq!((address.tls_mode, address.connect_timeout), (TlsMode::Disable, Duration::from_secs(10)));
        assert_eq!(parse("postgres://root@[::1]:5433/x").unwrap().place(), "::1:5433");
        assert_eq!(parse("postgres:///x").unwrap().host, "127.0.0.1");
    }

    #[test]
    fn a_socket_is_named_by_its_folder() {
        for url in ["postgres:///shop?host=/run/postgresql&port=5433", "postgres://bob@:5433/shop?host=%2Frun%2Fpostgresql"] {
            let address = parse(url).unwrap();
            assert_eq!((address.host.as_str(), address.port, address.is_socket()), ("/run/postgresql", 5433, true));
            assert_eq!((address.database.as_deref(), address.tls_mode), (Some("shop"), TlsMode::Disable));
        }
        assert!(parse("postgres://%2Frun%2Fpostgresql/shop").unwrap().is_socket());
        assert!(message("postgres://db.example/x?host=/run").contains("keep one"));
    }

    #[test]
    fn a_server_elsewhere_is_verified_by_default() {
        assert_eq!(parse("postgres://db.example/x").unwrap().tls_mode, TlsMode::VerifyFull);
        assert_eq!(parse("postgres://db.example/x?connect_timeout=3").unwrap().connect_timeout, Duration::from_secs(3));
    }

    #[test]
    fn unknown_parameters_are_refused_by_name_and_without_their_value() {
        let message = message("postgres://h/x?gssencmode=secret");
        assert!(message.contains("gssencmode") && !message.contains("secret"), "{message}");
    }

    #[test]
    fn mistakes_never_show_the_address() {
        for url in [
            "postgres://u:secret@h:port/x",
            "postgres://u:secret%zz@h/x",
            "postgres://u:secret@[::1/x",
            "postgres://u:secret@h/x?sslmode=secret",
            "postgres://u:secret@h/x?connect_timeout=secret",
            "postgres://u:secret@h/x?channel_binding=require",
        ] {
            assert!(!message(url).contains("secret"), "{url}");
        }
        assert!(message("postgres://h/x?sslmode=prefer&sslmode=prefer").contains("twice"));
    }
}
