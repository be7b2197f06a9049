//! A server that lets nobody in without a certificate. The keys were made for these tests and open nothing.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

use super::client_certificate;
use crate::ErrorKind;
use crate::auth::bearer;
use crate::http::{Client, ClientBuilder, Retry};
use crate::secret::Secret;

const AUTHORITY: &str = include_str!("keys/authority.pem");
const CLIENT: &str = concat!(include_str!("keys/client.pem"), include_str!("keys/client.key"));

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

/// Its address, and the certificates and requests that it saw.
type Seen = Arc<Mutex<Vec<(CertificateDer<'static>, String)>>>;

fn server() -> (String, Seen) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(certificate(AUTHORITY)).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("keys/server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_client_cert_verifier(verifier);
    let config = config.with_single_cert(vec![certificate(include_str!("keys/server.pem"))], key).unwrap();
    let (config, seen) = (Arc::new(config), Seen::default());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let all = seen.clone();
    std::thread::spawn(move || {
        for mut tcp in listener.incoming().flatten() {
            let mut tls = ServerConnection::new(config.clone()).unwrap();
            let mut stream = Stream::new(&mut tls, &mut tcp);
            let mut request = [0; 2048];
            // Who shows no certificate is sent away here.
            let Ok(length) = stream.read(&mut request) else { continue };
            let head = String::from_utf8_lossy(&request[..length]).into_owned();
            // Noted before the answer, which lets the test look at it.
            let shown = stream.conn.peer_certificates().unwrap()[0].clone().into_owned();
            all.lock().unwrap().push((shown, head));
            let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\n[1]";
            let _ = stream.write_all(answer);
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (url, seen)
}

fn client(url: &str) -> ClientBuilder {
    Client::builder().base_url(url).root_certificate(AUTHORITY).retry(Retry::default().attempts(1))
}

#[tokio::test]
async fn the_certificate_opens_the_door() {
    let (url, seen) = server();
    let alone = client(&url).auth(client_certificate(Secret::new(CLIENT))).build();
    assert_eq!(alone.get("x").records::<i64>("").await.unwrap(), [1]);
    let pem = Secret::new(CLIENT);
    let with_token = client(&url).auth(bearer(Secret::new("token-besides"))).client_certificate(&pem).build();
    assert_eq!(with_token.get("x").records::<i64>("").await.unwrap(), [1]);
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|(shown, _)| *shown == certificate(CLIENT)));
    assert!(!seen[0].1.contains("authorization") && seen[1].1.contains("authorization: Bearer token-besides"));
}

#[tokio::test]
async fn without_it_the_door_stays_shut() {
    let (url, seen) = server();
    let error = client(&url).build().get("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient, "{error}");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_not_believed_and_not_asked_again() {
    let (url, seen) = server();
    let error = Client::builder().base_url(&url).build().get("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source, "{error}");
    let text = error.to_string();
    assert!(text.contains("certificate is not to be trusted") && text.contains("SSL_CERT_FILE"), "{text}");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_certificate_is_a_mistake_of_the_configuration() {
    let key = include_str!("keys/client.key");
    for pem in ["", "no certificate at all", AUTHORITY, key] {
        let error = client("https://127.0.0.1:1").auth(client_certificate(Secret::new(pem))).build();
        let error = error.get("x").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{pem}");
    }
}
