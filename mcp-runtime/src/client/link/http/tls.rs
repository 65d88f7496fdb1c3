//! Connections with TLS, by rustls: 1.2 and 1.3, with the certificates that the system trusts and those of the user.

use super::pool::{Dial, Io, bare, stream};
use crate::client::error::ClientError;
use std::io;
use std::sync::{Arc, OnceLock};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// How to open a connection with TLS; these certificates, in PEM, are trusted beside the system's.
///
/// # Errors
/// A certificate cannot be read, or there is none to trust.
pub(super) fn dial(trusted: &[String]) -> Result<Dial, ClientError> {
    let connector = TlsConnector::from(Arc::new(config(trusted)?));
    Ok(Arc::new(move |host, port| {
        let connector = connector.clone();
        Box::pin(async move {
            let host = bare(&host);
            let name = ServerName::try_from(host.to_owned())
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
            let stream = stream(host, port).await?;
            Ok(Box::new(connector.connect(name, stream).await?) as Box<dyn Io>)
        })
    }))
}

/// What the system trusts, read once.
fn system() -> &'static [CertificateDer<'static>] {
    static SYSTEM: OnceLock<Vec<CertificateDer<'static>>> = OnceLock::new();
    SYSTEM.get_or_init(|| {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::debug!(%error, "some of the system's certificates cannot be read");
        }
        found.certs
    })
}

fn config(trusted: &[String]) -> Result<ClientConfig, ClientError> {
    let invalid = |why: String| ClientError::Invalid(format!("https:// cannot be spoken: {why}"));
    let mut roots = RootCertStore::empty();
    for pem in trusted {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|error| invalid(format!("a certificate cannot be read: {error}")))?;
            roots.add(certificate).map_err(|error| invalid(error.to_string()))?;
        }
        if roots.len() == before {
            return Err(invalid("there is no certificate in what is to be trusted".into()));
        }
    }
    roots.add_parsable_certificates(system().iter().cloned());
    if roots.is_empty() {
        return Err(invalid("the system has no certificates to trust".into()));
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(error.to_string()))?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
