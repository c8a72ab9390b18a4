//! The meanings of the TLS modes against a server whose certificate is made here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use oxyde_driver::open;
use oxyde_wire::{ErrorKind, Failure, Kind, Value};

use crate::server::PrivateServer;
use crate::support::{cell, read};

/// Certificates in a folder of their own; removed with this value.
struct Certificates(PathBuf);

impl Certificates {
    /// An authority, a server certificate of `name`, and an authority that has signed nothing.
    fn make(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("oxyde_certificates_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = Self(folder);
        made.authority("ca");
        made.authority("stranger");
        made.openssl(&[
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
            "-subj",
            &format!("/CN={name}"),
        ]);
        std::fs::write(made.file("names"), format!("subjectAltName=DNS:{name}\n")).unwrap();
        made.openssl(&[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-out",
            "server.pem",
            "-extfile",
            "names",
        ]);
        Command::new("chmod").args(["-R", "a+rX"]).arg(&made.0).status().unwrap();
        made
    }

    fn authority(&self, name: &str) {
        let (key, certificate, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN={name}"));
        self.openssl(&[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            &key,
            "-out",
            &certificate,
            "-days",
            "2",
            "-subj",
            &subject,
        ]);
    }

    fn openssl(&self, arguments: &[&str]) {
        let done = Command::new("openssl").args(arguments).current_dir(&self.0).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(done.unwrap().success(), "openssl {}", arguments[0]);
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

/// The cipher in use; empty when the connection is plain.
async fn cipher(url: &str, mode: &str, root: Option<&str>) -> Result<String, Failure> {
    let options = serde_json::json!({ "url": url, "tls": { "mode": mode, "rootCertificate": root } });
    let driver = open(serde_json::from_value(options).unwrap()).unwrap();
    let sql = "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'";
    match cell(&read(sql).returns(&[Kind::Text]).on(&driver).await?) {
        Value::Text(cipher) => Ok(cipher),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_mode_means_what_it_says() {
    if !Path::new("/usr/bin/openssl").exists() {
        eprintln!("left out: openssl is needed to make the certificates of the TLS test");
        return;
    }
    let certificates = Certificates::make("localhost");
    let options =
        [("ssl-cert", "server.pem"), ("ssl-key", "server.key")].map(|(option, file)| format!("--{option}={}", certificates.file(file)));
    let options = options.each_ref().map(String::as_str);
    let Some(server) = PrivateServer::start(&options).await else {
        eprintln!("left out: mariadbd and mariadb-install-db are needed for the TLS test");
        return;
    };
    let by_address = server.url();
    let by_name = by_address.replace("127.0.0.1", "localhost");
    let (ca, stranger) = (certificates.file("ca.pem"), certificates.file("stranger.pem"));

    assert_eq!(cipher(&by_address, "disable", None).await.unwrap(), "");
    for mode in ["prefer", "require"] {
        assert_ne!(cipher(&by_address, mode, None).await.unwrap(), "", "{mode}");
    }
    for (url, mode) in [(&by_name, "verify-full"), (&by_name, "verify-ca"), (&by_address, "verify-ca")] {
        assert_ne!(cipher(url, mode, Some(&ca)).await.unwrap(), "", "{mode} of {url}");
    }
    for (url, mode, root) in [
        (&by_address, "verify-full", Some(&ca)),
        (&by_name, "verify-full", Some(&stranger)),
        (&by_address, "verify-ca", Some(&stranger)),
        (&by_name, "verify-full", None),
    ] {
        let failure = cipher(url, mode, root.map(String::as_str)).await.err().unwrap_or_else(|| panic!("{mode} of {url} must fail"));
        assert_eq!(failure.kind, ErrorKind::ConnectFailed, "{failure:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_asked_for() {
    let Some(server) = PrivateServer::start(&["--skip-ssl"]).await else {
        eprintln!("left out: mariadbd and mariadb-install-db are needed for this test");
        return;
    };
    assert_eq!(cipher(&server.url(), "prefer", None).await.unwrap(), "");
    let failure = cipher(&server.url(), "require", None).await.err().unwrap();
    assert_eq!(failure.kind, ErrorKind::ConnectFailed);
    assert!(failure.message.contains("no TLS"), "{}", failure.message);
}
