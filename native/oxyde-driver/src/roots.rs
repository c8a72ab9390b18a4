//! The root certificates of this system, for those who name none.

use oxyde_wire::{ErrorKind, Failure};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

/// The certificates of the system that can be used; a broken one among them must not spoil the others.
///
/// # Errors
/// `InvalidOptions` when there is none.
pub fn of_system() -> Result<Vec<CertificateDer<'static>>, Failure> {
    let mut store = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs().certs;
    let usable: Vec<_> = found.into_iter().filter(|certificate| store.add(certificate.clone()).is_ok()).collect();
    if usable.is_empty() {
        let message = "no root certificates found on this system; name a file of them in tls.rootCertificate";
        return Err(Failure::new(ErrorKind::InvalidOptions, message));
    }
    Ok(usable)
}
