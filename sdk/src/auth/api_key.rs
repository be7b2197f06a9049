//! A key that goes with every request.

use async_trait::async_trait;

use super::Auth;
use crate::error::Result;
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Sends a key in the header `X-Api-Key`; the methods name another place.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(base_url = base_url, auth = api_key(key, query = "access_key"))]
/// struct Shop { base_url: Url, key: Secret }
/// ```
///
/// Other places: `header = "Authorization", prefix = "apiKey "`, `cookie = "sid"`, and `body = "key"` for a field of the
/// JSON or the form that is sent.
pub fn api_key(key: Secret) -> ApiKey {
    ApiKey { key, place: Place::Header("X-Api-Key".to_owned()), prefix: String::new() }
}

/// See [`api_key`].
#[derive(Debug, Clone)]
pub struct ApiKey {
    key: Secret,
    place: Place,
    prefix: String,
}

#[derive(Debug, Clone)]
enum Place {
    Header(String),
    Query(String),
    Cookie(String),
    Body(String),
}

impl ApiKey {
    /// Sends the key in this header.
    pub fn header(mut self, name: impl Into<String>) -> Self {
        self.place = Place::Header(name.into());
        self
    }

    /// Sends the key as this query parameter.
    pub fn query(mut self, name: impl Into<String>) -> Self {
        self.place = Place::Query(name.into());
        self
    }

    /// Sends the key as this cookie.
    pub fn cookie(mut self, name: impl Into<String>) -> Self {
        self.place = Place::Cookie(name.into());
        self
    }

    /// Sends the key as this field of the body.
    pub fn body(mut self, name: impl Into<String>) -> Self {
        self.place = Place::Body(name.into());
        self
    }

    /// Writes this in front of the key: `"Token "`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }
}

#[async_trait]
impl Auth for ApiKey {
    async fn apply(&self, request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
        let key = format!("{}{}", self.prefix, self.key.expose());
        match &self.place {
            Place::Header(name) => request.set_header(name, &key)?,
            Place::Query(name) => request.set_query(name, &key),
            Place::Body(name) => request.set_field(name, key.into())?,
            Place::Cookie(name) => {
                let others = request.headers.get("cookie").and_then(|cookies| cookies.to_str().ok());
                let cookies =
                    others.map_or_else(|| format!("{name}={key}"), |others| format!("{others}; {name}={key}"));
                request.set_header("cookie", &cookies)?;
            }
        }
        Ok(None)
    }
}
