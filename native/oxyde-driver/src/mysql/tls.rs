//! TLS of MySQL connections: the usual meanings of `sslmode` in the terms of mysql_async.

use std::path::PathBuf;

use mysql_async::{ClientIdentity, Error, IoError, SslOpts};
use oxyde_wire::Failure;
use rustls::{CertificateError, Error as TlsError};

use super::address::Address;
use crate::{TlsMode, roots};

/// How connections are secured; `None` when they are not.
///
/// # Errors
/// `InvalidOptions` when there is nothing to verify a server with.
pub fn options(address: &Address) -> Result<Option<SslOpts>, Failure> {
    if address.tls_mode == TlsMode::Disable || address.socket.is_some() {
        return Ok(None);
    }
    let options = match address.tls_mode {
        TlsMode::VerifyFull | TlsMode::VerifyCa => verifying(address)?,
        _ => SslOpts::default().with_danger_accept_invalid_certs(true),
    };
    Ok(Some(options.with_client_identity(identity(address))))
}

/// A name that the server's certificate is good for, when everything but the name was right.
///
/// mysql_async 0.37 cannot skip the name alone: its switch looks for a text that rustls no longer writes. So `verify-ca` connects once
/// more by the name that the certificate has; the chain is verified each time.
pub fn name_on_certificate(error: &Error) -> Option<String> {
    let Error::Io(IoError::Io(error)) = error else { return None };
    let TlsError::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. }) = error.get_ref()?.downcast_ref()? else {
        return None;
    };
    presented.iter().find_map(|name| name.strip_prefix("DnsName(\"")?.strip_suffix("\")")).map(|name| name.replace('*', "any"))
}

/// Trusts the given root certificate, else those of the system.
fn verifying(address: &Address) -> Result<SslOpts, Failure> {
    let options = SslOpts::default().with_disable_built_in_roots(true);
    if let Some(path) = &address.root_certificate {
        return Ok(options.with_root_certs(vec![PathBuf::from(path).into()]));
    }
    Ok(options.with_root_certs(roots::of_system()?.into_iter().map(|root| root.to_vec().into()).collect()))
}

fn identity(address: &Address) -> Option<ClientIdentity> {
    let (certificate, key) = (address.client_certificate.as_ref()?, address.client_key.as_ref()?);
    Some(ClientIdentity::new(PathBuf::from(certificate).into(), PathBuf::from(key).into()))
}
