//! What the server on the other end is and can do.

use crate::{Dialect, ServerProfile};

/// Facts learned when a connection was opened.
#[derive(Clone, Debug)]
pub struct Server {
    pub version: String,
    pub is_mariadb: bool,
    /// Bytes that one statement with its parameters may take.
    pub max_packet: u64,
    /// It converts to and from the data source's time zone.
    pub knows_time_zone: bool,
}

impl Server {
    /// From the server's answers.
    pub fn new(version: String, max_packet: u64, knows_time_zone: bool) -> Self {
        let is_mariadb = version.to_ascii_lowercase().contains("mariadb");
        Self { version, is_mariadb, max_packet, knows_time_zone }
    }

    /// What it means for those who write SQL.
    pub fn profile(&self) -> ServerProfile {
        let version_number = version_number(&self.version);
        ServerProfile {
            dialect: Dialect::Mysql,
            is_mariadb: self.is_mariadb,
            version: self.version.clone(),
            version_number,
            has_insert_returning: self.is_mariadb && version_number >= 100_500,
            // MariaDB has DELETE ... RETURNING, but no UPDATE ... RETURNING.
            has_update_returning: false,
            max_parameters: 65_535,
        }
    }
}

/// `10.11.19-MariaDB` is 101119.
fn version_number(version: &str) -> u32 {
    // Some servers put the version that old replicas expect in front.
    let version = version.strip_prefix("5.5.5-").unwrap_or(version);
    let digits = version.split(|character: char| !character.is_ascii_digit() && character != '.').next().unwrap_or_default();
    let mut parts = digits.split('.').map(|part| part.parse::<u32>().unwrap_or(0).min(9_999));
    let mut next = || parts.next().unwrap_or(0);
    next() * 10_000 + next() * 100 + next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_decides_what_the_server_can_do() {
        let profile = |version: &str| Server::new(version.into(), 1, true).profile();
        let mariadb = profile("10.11.19-MariaDB-0+deb12u1");
        assert_eq!((mariadb.version_number, mariadb.is_mariadb, mariadb.has_insert_returning), (101_119, true, true));
        assert!(!profile("10.4.1-MariaDB").has_insert_returning);
        let mysql = profile("8.4.2");
        assert_eq!((mysql.version_number, mysql.is_mariadb, mysql.has_insert_returning), (80_402, false, false));
        assert_eq!(profile("5.5.5-10.6.3-MariaDB").version_number, 100_603);
        assert_eq!(profile("odd").version_number, 0);
    }
}
