//! How requests prove who they are from: one file per kind, all behind one trait.
//!
//! In `#[connector(auth = bearer(token))]` the word is a function of this module, what stands in the parentheses are
//! its arguments, and `name = value` is a call of the method of that name. One's own kind is a type that implements
//! [`Auth`].

mod api_key;
mod aws_sigv4;
mod basic;
mod bearer;
mod client_certificate;
mod jwt;
mod oauth2;
mod session;
#[cfg(test)]
mod tests;
mod token;

pub use api_key::{ApiKey, api_key};
pub use async_trait::async_trait;
pub use aws_sigv4::{AwsSigV4, aws_sigv4};
pub use basic::{Basic, basic};
pub use bearer::{Bearer, bearer};
pub use client_certificate::{ClientCertificate, client_certificate};
pub use jwt::{JwtAssertion, jwt_assertion};
pub use oauth2::{OAuth2, client_credentials, refresh_token};
pub use session::{Session, session_token};
pub use token::{Token, TokenCache};

use crate::error::Result;
use crate::http::{Client, ClientBuilder, Outgoing};

/// A way to prove who a request is from. One value serves all requests of a connection, at the same time.
///
/// ```
/// use connector_sdk::auth::Auth;
/// use connector_sdk::http::{Client, Outgoing};
/// use connector_sdk::prelude::*;
///
/// /// A key that is sent backwards.
/// struct Backwards(Secret);
///
/// #[connector_sdk::auth::async_trait]
/// impl Auth for Backwards {
///     async fn apply(&self, request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
///         let key: String = self.0.expose().chars().rev().collect();
///         request.set_header("x-key", &key)?;
///         Ok(None)
///     }
/// }
/// ```
#[async_trait]
pub trait Auth: Send + Sync + 'static {
    /// Changes how the client is set up, where credentials are part of the connection.
    fn set_up(&self, client: ClientBuilder) -> ClientBuilder {
        client
    }

    /// Adds the credentials. `client` can fetch a token; its requests must be
    /// [`without_auth`](crate::http::Request::without_auth). Answers with the number of the credential that was used,
    /// where there can be newer ones.
    async fn apply(&self, request: &mut Outgoing, client: &Client) -> Result<Option<u64>>;

    /// Renews the credential of this number, as a request with it was refused with status 401. Answers whether it
    /// makes sense to try again. Called by every request that was refused; only the first one should renew.
    async fn renew(&self, _credential: Option<u64>, _client: &Client) -> Result<bool> {
        Ok(false)
    }
}

#[async_trait]
impl<A: Auth + ?Sized> Auth for std::sync::Arc<A> {
    fn set_up(&self, client: ClientBuilder) -> ClientBuilder {
        (**self).set_up(client)
    }

    async fn apply(&self, request: &mut Outgoing, client: &Client) -> Result<Option<u64>> {
        (**self).apply(request, client).await
    }

    async fn renew(&self, credential: Option<u64>, client: &Client) -> Result<bool> {
        (**self).renew(credential, client).await
    }
}
