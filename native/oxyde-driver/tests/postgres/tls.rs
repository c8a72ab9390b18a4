//! The meanings of the TLS modes against a server whose certificate is made here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oxyde_driver::open;
use oxyde_wire::{ErrorKind, Failure, Kind, Value};

use crate::server::{PrivateServer, give_to_server};
use crate::support::{cell, read};

/// Certificates in a folder of their own; removed with this value.
struct Certificates(PathBuf);

impl Certificates {
    /// An authority, a server certificate of `localhost`, a client certificate of `postgres`, and an authority that has signed nothing.
    fn make() -> Self {
        let folder = std::env::temp_dir().join(format!("oxyde_postgres_certificates_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = Self(folder);
        made.authority("ca");
        made.authority("stranger");
        made.signed("server", "localhost", "subjectAltName=DNS:localhost\n");
        made.signed("client", "postgres", "extendedKeyUsage=clientAuth\n");
        made
    }

    fn authority(&self, name: &str) {
        let arguments = format!("req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}");
        self.openssl(&arguments);
    }

    fn signed(&self, name: &str, subject: &str, extension: &str) {
        std::fs::write(self.0.join("extension"), extension).unwrap();
        self.openssl(&format!("req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN={subject}"));
        let sign = "x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extension";
        self.openssl(&format!("{sign} -in {name}.csr -out {name}.pem"));
    }

    fn openssl(&self, arguments: &str) {
        let mut command = Command::new("openssl");
        command.args(arguments.split(' ')).current_dir(&self.0).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "openssl {arguments}");
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Certificates {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whether the connection is encrypted.
async fn is_secured(url: &str, tls: serde_json::Value) -> Result<bool, Failure> {
    let driver = open(serde_json::from_value(serde_json::json!({ "url": url, "tls": tls })).unwrap())?;
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    match cell(&read(sql).returns(&[Kind::Boolean]).on(&driver).await?) {
        Value::Boolean(flag) => Ok(flag),
        other => panic!("{other:?}"),
    }
}

async fn with_mode(url: &str, mode: &str, root: Option<&str>) -> Result<bool, Failure> {
    is_secured(url, serde_json::json!({ "mode": mode, "rootCertificate": root })).await
}

#[tokio::test]
async fn each_mode_means_what_it_says() {
    if !Path::new("/usr/bin/openssl").exists() {
        eprintln!("left out: openssl is needed to make the certificates of the TLS test");
        return;
    }
    let certificates = Certificates::make();
    let key = certificates.file("server.key");
    give_to_server(Path::new(&key));
    let files = [("ssl_cert_file", "server.pem"), ("ssl_key_file", "server.key"), ("ssl_ca_file", "ca.pem")];
    let mut settings = files.map(|(setting, file)| format!("{setting} = '{}'", certificates.file(file))).to_vec();
    settings.push("ssl = on".to_owned());
    let settings: Vec<_> = settings.iter().map(String::as_str).collect();
    let Some(server) = PrivateServer::start(&settings).await else {
        eprintln!("left out: initdb and postgres are needed for the TLS test");
        return;
    };
    let (by_address, by_name) = (server.url(), server.url_at("localhost"));
    let (ca, stranger) = (certificates.file("ca.pem"), certificates.file("stranger.pem"));

    assert!(!with_mode(&by_address, "disable", None).await.unwrap());
    assert!(!is_secured(&by_address, serde_json::json!({})).await.unwrap(), "a loopback address needs none");
    for mode in ["prefer", "require"] {
        assert!(with_mode(&by_address, mode, None).await.unwrap(), "{mode}");
        assert!(is_secured(&format!("{by_address}?sslmode={mode}"), serde_json::json!({})).await.unwrap(), "{mode} in the address");
    }
    for (url, mode) in [(&by_name, "verify-full"), (&by_name, "verify-ca"), (&by_address, "verify-ca")] {
        assert!(with_mode(url, mode, Some(&ca)).await.unwrap(), "{mode} of {url}");
    }
    for (url, mode, root) in
        [(&by_address, "verify-full", Some(&ca)), (&by_name, "verify-full", Some(&stranger)), (&by_address, "verify-ca", Some(&stranger))]
    {
        let failure = with_mode(url, mode, root.map(String::as_str)).await.err().unwrap_or_else(|| panic!("{mode} of {url} must fail"));
        assert_eq!(failure.kind, ErrorKind::ConnectFailed, "{failure:?}");
        assert!(!failure.message.contains("p@ss") && !failure.message.contains("p%40ss"));
    }
    let failure = with_mode(&by_name, "verify-full", None).await.expect_err("the system does not know this authority");
    assert!(matches!(failure.kind, ErrorKind::ConnectFailed | ErrorKind::InvalidOptions), "{failure:?}");
    let with_identity = format!(
        "{by_name}?sslmode=verify-full&sslrootcert={ca}&sslcert={}&sslkey={}",
        certificates.file("client.pem"),
        certificates.file("client.key")
    );
    assert!(is_secured(&with_identity, serde_json::json!({})).await.unwrap());
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_asked_for() {
    let Some(server) = PrivateServer::start(&["ssl = off"]).await else {
        eprintln!("left out: initdb and postgres are needed for this test");
        return;
    };
    assert!(!with_mode(&server.url(), "prefer", None).await.unwrap());
    let failure = with_mode(&server.url(), "require", None).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::ConnectFailed);
    assert!(failure.message.contains("does not support TLS"), "{}", failure.message);
}

#[tokio::test]
async fn files_that_cannot_be_used_are_refused_before_anything_is_opened() {
    for tls in [
        serde_json::json!({ "mode": "verify-ca", "rootCertificate": "/nowhere/root.pem" }),
        serde_json::json!({ "mode": "require", "clientCertificate": "/nowhere/c.pem", "clientKey": "/nowhere/c.key" }),
    ] {
        let failure = is_secured("postgres://u:secret@127.0.0.1:1/x", tls).await.err().unwrap();
        assert_eq!(failure.kind, ErrorKind::InvalidOptions, "{failure:?}");
        assert!(!failure.message.contains("secret"));
    }
}
