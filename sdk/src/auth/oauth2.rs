//! OAuth 2.0 (RFC 6749): client credentials, and refresh tokens that may be replaced with every use.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value as Json;

use super::basic::basic;
use super::token::{refused, seconds};
use super::{Auth, Token, TokenCache};
use crate::error::{Error, Result};
use crate::http::{Client, Outgoing, Request};
use crate::secret::Secret;

/// Fetches tokens for an application.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(
///     base_url = base_url,
///     auth = client_credentials(client_id, client_secret, token_url = "oauth/token", scope = "read")
/// )]
/// struct Shop { base_url: Url, client_id: String, client_secret: Secret }
/// ```
pub fn client_credentials(client_id: impl Into<String>, client_secret: Secret) -> OAuth2 {
    OAuth2::new(client_id.into(), client_secret, None)
}

/// Fetches tokens in the name of a user who agreed to it once.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(
///     base_url = base_url,
///     auth = refresh_token(client_id, client_secret, refresh_token, token_url = "oauth/token")
/// )]
/// struct Crm { base_url: Url, client_id: String, client_secret: Secret, refresh_token: Secret }
/// ```
///
/// Some servers answer with a new refresh token and refuse the old one from then on. The new one is kept where the old
/// one came from: in `configuration.json`, or by the platform if it takes a changed configuration, as Airbyte does.
/// Where it cannot be kept the log says so.
pub fn refresh_token(client_id: impl Into<String>, client_secret: Secret, refresh_token: Secret) -> OAuth2 {
    OAuth2::new(client_id.into(), client_secret, Some(refresh_token))
}

type OnRotation = Arc<dyn Fn(&Secret) -> Result<()> + Send + Sync>;

/// See [`client_credentials`] and [`refresh_token`].
pub struct OAuth2 {
    client_id: String,
    client_secret: Secret,
    refresh_token: Option<Mutex<Secret>>,
    token_url: String,
    place: Place,
    parameters: Vec<(String, String)>,
    on_rotation: Option<OnRotation>,
    cache: TokenCache,
}

/// Where the credentials of a token request go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Body,
    Query,
    Basic,
}

/// What a token endpoint answers.
#[derive(Deserialize)]
struct Answer {
    access_token: String,
    /// Seconds; some servers write them as text.
    expires_in: Option<Json>,
    refresh_token: Option<String>,
}

impl OAuth2 {
    fn new(client_id: String, client_secret: Secret, refresh_token: Option<Secret>) -> Self {
        Self {
            client_id,
            client_secret,
            refresh_token: refresh_token.map(Mutex::new),
            token_url: "oauth/token".to_owned(),
            place: Place::Body,
            parameters: Vec::new(),
            on_rotation: None,
            cache: TokenCache::default(),
        }
    }

    /// Sets where tokens come from, as a path or a whole address; `oauth/token` unless set.
    pub fn token_url(mut self, url: impl AsRef<str>) -> Self {
        self.token_url = url.as_ref().to_owned();
        self
    }

    /// Asks for these scopes, with spaces between them.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.parameter("scope", scope)
    }

    /// Asks for a token for this audience.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.parameter("audience", audience)
    }

    /// Adds a parameter to the request for a token.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the parameters in the query instead of the body.
    pub fn in_query(mut self) -> Self {
        self.place = Place::Query;
        self
    }

    /// Sends the client's credentials as user and password instead of in the body.
    pub fn with_basic(mut self) -> Self {
        self.place = Place::Basic;
        self
    }

    /// Keeps each new refresh token elsewhere than in the configuration: called with it before it is used. Where that
    /// fails the sync fails too, as a refresh token that is lost locks the connection out.
    pub fn on_rotation(mut self, keep: impl Fn(&Secret) -> Result<()> + Send + Sync + 'static) -> Self {
        self.on_rotation = Some(Arc::new(keep));
        self
    }

    async fn fetch(&self, client: &Client) -> Result<Token> {
        let used =
            self.refresh_token.as_ref().map(|token| token.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let mut parameters: Vec<(&str, &str)> = match &used {
            Some(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())],
            None => vec![("grant_type", "client_credentials")],
        };
        if self.place != Place::Basic {
            parameters.extend([("client_id", &*self.client_id), ("client_secret", self.client_secret.expose())]);
        }
        parameters.extend(self.parameters.iter().map(|(name, value)| (&**name, &**value)));
        let mut request = client.post(&self.token_url).without_auth();
        if self.place == Place::Basic {
            request = request.header("authorization", basic(&self.client_id, self.client_secret.clone()).header());
        }
        // A refresh token that is good once only must not be sent twice when nobody knows what became of it.
        if self.refresh_token.is_none() {
            request = request.harmless();
        }
        let answer: Answer =
            with(request, &parameters, self.place).json().await.map_err(|error| refused(error, "a new token"))?;
        let secret = Secret::new(answer.access_token);
        let lasts = answer.expires_in.as_ref().and_then(number).and_then(seconds);
        if let (Some(kept), Some(used), Some(new)) = (&self.refresh_token, used, answer.refresh_token) {
            self.rotate(kept, &used, new)?;
        }
        Ok(Token { secret, lasts })
    }

    fn rotate(&self, kept: &Mutex<Secret>, used: &Secret, new: String) -> Result<()> {
        if used.expose() == new {
            return Ok(());
        }
        let new = match &self.on_rotation {
            Some(keep) => {
                let new = Secret::new(new);
                keep(&new).map_err(|error: Error| error.context("keep the new refresh token"))?;
                new
            }
            None => used.replaced_by(new)?,
        };
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }
}

/// The parameters, where they belong.
fn with(request: Request, parameters: &[(&str, &str)], place: Place) -> Request {
    parameters.iter().fold(request, |request, (name, value)| match place {
        Place::Query => request.query(*name, *value),
        Place::Body | Place::Basic => request.form(*name, *value),
    })
}

fn number(value: &Json) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A debugging text must not show what the parameters hold.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("client_id", &self.client_id)
            .field("token_url", &self.token_url)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Auth for OAuth2 {
    async fn apply(&self, request: &mut Outgoing, client: &Client) -> Result<Option<u64>> {
        let (token, number) = self.cache.get(async || self.fetch(client).await).await?;
        request.set_header("authorization", &format!("Bearer {}", token.expose()))?;
        Ok(Some(number))
    }

    async fn renew(&self, credential: Option<u64>, _client: &Client) -> Result<bool> {
        self.cache.forget(credential).await;
        Ok(true)
    }
}
