//! A certificate that the client presents when the connection is made (mutual TLS).

#[cfg(test)]
mod tests;

use async_trait::async_trait;

use super::Auth;
use crate::error::Result;
use crate::http::{Client, ClientBuilder, Outgoing};
use crate::secret::Secret;

/// Presents a certificate: PEM with the certificate, its chain and its private key, not encrypted.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(base_url = base_url, auth = client_certificate(certificate))]
/// struct Bank { base_url: Url, certificate: Secret }
/// ```
///
/// A source that wants a token besides has both: `auth = bearer(token), client_certificate = certificate`.
pub fn client_certificate(pem: Secret) -> ClientCertificate {
    ClientCertificate { pem }
}

/// See [`client_certificate`].
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    pem: Secret,
}

#[async_trait]
impl Auth for ClientCertificate {
    fn set_up(&self, client: ClientBuilder) -> ClientBuilder {
        client.client_certificate(&self.pem)
    }

    async fn apply(&self, _request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
        Ok(None)
    }
}
