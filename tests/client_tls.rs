//! The client over `https://`: whom it trusts, and whom it does not.

use mcp::client::Http;
use mcp::{Client, Mode, Revision, json};
use mcp_tests::tools::{HttpServer, example};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Puts TLS in front of a server, under this name; gives its port, and its certificate in PEM.
async fn secured(server: &HttpServer, name: &str) -> (u16, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .expect("a certificate that fits");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let behind = server
        .url()
        .trim_start_matches("http://")
        .trim_end_matches("/mcp")
        .to_owned();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, behind) = (acceptor.clone(), behind.clone());
            tokio::spawn(async move {
                let mut outside = acceptor.accept(stream).await.ok()?;
                let mut inside = TcpStream::connect(behind).await.ok()?;
                tokio::io::copy_bidirectional(&mut outside, &mut inside).await.ok()
            });
        }
    });
    (port, cert.pem())
}

/// The name in the certificate, whether it is trusted, and what comes of a connection to `localhost`.
#[mcp::test]
async fn who_is_trusted() {
    let server = HttpServer::start(&example("hello"));
    for (name, trusts, outcome) in [
        ("localhost", true, "Hello, Ada!"),
        ("localhost", false, "invalid peer certificate: UnknownIssuer"),
        (
            "example.com",
            true,
            "invalid peer certificate: certificate not valid for name \"localhost\"",
        ),
    ] {
        let (port, certificate) = secured(&server, name).await;
        let mut http = Http::new(format!("https://localhost:{port}/mcp"));
        if trusts {
            http = http.trust(certificate);
        }
        let told = match Client::builder().mode(Mode::Auto).connect(http).await {
            Ok(client) => {
                assert_eq!(client.revision(), Revision::V2026_07_28);
                client
                    .call_tool("hello", json!({ "name": "Ada" }))
                    .await
                    .expect("a result")
                    .text()
            }
            Err(error) => error.to_string(),
        };
        assert!(told.contains(outcome), "{name}: {told}");
    }
    // What is no TLS at all, and no certificate.
    let plain = server.url().replace("http://", "https://");
    let error = Client::connect(plain.as_str()).await.expect_err("no TLS");
    assert!(error.to_string().starts_with("cannot connect to 127.0.0.1:"), "{error}");
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for none in [broken, "", "/etc/ssl/authority.pem"] {
        let error = Client::connect(Http::new(&plain).trust(none))
            .await
            .expect_err("no certificate");
        assert!(
            error.to_string().starts_with("https:// cannot be spoken: "),
            "{none:?}: {error}"
        );
    }
}
