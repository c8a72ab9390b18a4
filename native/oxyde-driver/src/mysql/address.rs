//! The address of a MySQL or MariaDB server: `mysql://user:password@host:port/database?parameters`.

use oxyde_wire::Failure;

use crate::address::{decode, invalid, is_loopback, non_empty, set_once, split_credentials, split_place};
use crate::{DataSourceOptions, TlsMode};

const DEFAULT_PORT: u16 = 3306;
const KNOWN_PARAMETERS: &str = "socket, ssl-mode, ssl-ca, ssl-cert, ssl-key, charset";

/// Where the server is and who asks; has no Debug on purpose.
pub struct Address {
    pub host: String,
    pub port: u16,
    pub user: Option<String>,
    pub password: Option<String>,
    pub database: Option<String>,
    /// The path of a unix socket, used instead of host and port.
    pub socket: Option<String>,
    pub tls_mode: TlsMode,
    pub root_certificate: Option<String>,
    pub client_certificate: Option<String>,
    pub client_key: Option<String>,
}

impl Address {
    /// Reads the address; options of their own win over parameters of the address.
    ///
    /// # Errors
    /// `InvalidOptions`, never with a value in its message.
    pub fn parse(options: &DataSourceOptions) -> Result<Self, Failure> {
        let (_, rest) = options.url.split_once("://").ok_or_else(|| invalid("the address must look like mysql://host/database"))?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (credentials, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = split_place(place, DEFAULT_PORT)?;
        let (user, password) = split_credentials(credentials)?;
        let mut parameters = Parameters::parse(query)?;
        let tls_mode = match options.tls.mode.or(parameters.tls_mode) {
            Some(mode) => mode,
            None if parameters.socket.is_some() || is_loopback(&host) => TlsMode::Disable,
            None => TlsMode::VerifyFull,
        };
        Ok(Self {
            host,
            port,
            user,
            password,
            database: non_empty(decode(path)?),
            socket: parameters.socket.take(),
            tls_mode,
            root_certificate: options.tls.root_certificate.clone().or(parameters.root_certificate),
            client_certificate: options.tls.client_certificate.clone().or(parameters.client_certificate),
            client_key: options.tls.client_key.clone().or(parameters.client_key),
        })
    }

    /// Host and port, or the socket, for messages.
    pub fn place(&self) -> String {
        match &self.socket {
            Some(path) => path.clone(),
            None => format!("{}:{}", self.host, self.port),
        }
    }
}

#[derive(Default)]
struct Parameters {
    socket: Option<String>,
    tls_mode: Option<TlsMode>,
    root_certificate: Option<String>,
    client_certificate: Option<String>,
    client_key: Option<String>,
}

impl Parameters {
    fn parse(query: &str) -> Result<Self, Failure> {
        let mut parameters = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            parameters.set(&decode(key)?, decode(value)?)?;
        }
        if parameters.client_certificate.is_some() != parameters.client_key.is_some() {
            return Err(invalid("the parameters ssl-cert and ssl-key go together"));
        }
        Ok(parameters)
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), Failure> {
        let place = match key {
            "ssl-mode" | "ssl_mode" | "sslmode" => return set_once(&mut self.tls_mode, key, tls_mode(&value)?),
            "charset" if value.eq_ignore_ascii_case("utf8mb4") => return Ok(()),
            "charset" => return Err(invalid("the parameter charset can only be utf8mb4")),
            "socket" => &mut self.socket,
            "ssl-ca" => &mut self.root_certificate,
            "ssl-cert" => &mut self.client_certificate,
            "ssl-key" => &mut self.client_key,
            _ => return Err(unknown(key)),
        };
        set_once(place, key, value)
    }
}

/// The modes of MySQL's own tools and those of the options, in any case.
fn tls_mode(value: &str) -> Result<TlsMode, Failure> {
    match value.to_ascii_lowercase().replace('_', "-").as_str() {
        "disable" | "disabled" => Ok(TlsMode::Disable),
        "prefer" | "preferred" => Ok(TlsMode::Prefer),
        "require" | "required" => Ok(TlsMode::Require),
        "verify-ca" => Ok(TlsMode::VerifyCa),
        "verify-full" | "verify-identity" => Ok(TlsMode::VerifyFull),
        _ => Err(invalid("the parameter ssl-mode must be disable, prefer, require, verify-ca or verify-full")),
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
        let address = parse("mysql://al%40ice:p%3Aw%2F%3F@db.example:3307/sh%6Fp?ssl-mode=REQUIRED").unwrap();
        assert_eq!((address.host.as_str(), address.port), ("db.example", 3307));
        assert_eq!((address.user.as_deref(), address.password.as_deref()), (Some("al@ice"), Some("p:w/?")));
        assert_eq!(address.database.as_deref(), Some("shop"));
        assert_eq!(address.tls_mode, TlsMode::Require);
    }

    #[test]
    fn what_is_missing_has_a_default() {
        let address = parse("mariadb://localhost").unwrap();
        assert_eq!((address.port, address.user, address.password, address.database), (3306, None, None, None));
        assert_eq!(address.tls_mode, TlsMode::Disable);
        assert_eq!(parse("mysql://root@[::1]:3308/x").unwrap().place(), "::1:3308");
    }

    #[test]
    fn a_server_elsewhere_is_verified_by_default() {
        assert_eq!(parse("mysql://db.example/x").unwrap().tls_mode, TlsMode::VerifyFull);
        assert_eq!(parse("mysql://db.example/x?socket=%2Frun%2Fmysqld.sock").unwrap().tls_mode, TlsMode::Disable);
    }

    #[test]
    fn unknown_parameters_are_refused_by_name_and_without_their_value() {
        let message = message("mysql://h/x?allowLocalInfile=secret");
        assert!(message.contains("allowLocalInfile") && !message.contains("secret"), "{message}");
    }

    #[test]
    fn mistakes_never_show_the_address() {
        for url in
            ["mysql://u:secret@h:port/x", "mysql://u:secret%zz@h/x", "mysql://u:secret@[::1/x", "mysql://u:secret@h/x?ssl-mode=secret"]
        {
            assert!(!message(url).contains("secret"), "{url}");
        }
        assert!(message("mysql://h/x?socket=a&socket=b").contains("twice"));
        assert!(message("mysql://h/x?charset=latin1").contains("utf8mb4"));
    }
}
