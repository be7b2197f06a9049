//! A token that a login gives.

use async_trait::async_trait;
use serde_json::{Map, Value as Json};

use super::{Auth, Token, TokenCache};
use crate::error::{Error, Result};
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Logs in with a user and a password as JSON and sends the token that comes back, until it ends or is refused.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(
///     base_url = base_url,
///     auth = session_token(username, password, login = "sessions", token = "/session/id", header = "X-Session", prefix = "")
/// )]
/// struct Shop { base_url: Url, username: String, password: Secret }
/// ```
pub fn session_token(username: impl Into<String>, password: Secret) -> Session {
    Session {
        username: username.into(),
        password,
        login: "login".to_owned(),
        fields: ("username".to_owned(), "password".to_owned()),
        token: "/token".to_owned(),
        expires_in: "/expires_in".to_owned(),
        header: "Authorization".to_owned(),
        prefix: "Bearer ".to_owned(),
        cache: TokenCache::default(),
    }
}

/// See [`session_token`].
#[derive(Debug)]
pub struct Session {
    username: String,
    password: Secret,
    login: String,
    fields: (String, String),
    token: String,
    expires_in: String,
    header: String,
    prefix: String,
    cache: TokenCache,
}

impl Session {
    /// Sets where to log in; `login` unless set.
    pub fn login(mut self, path: impl Into<String>) -> Self {
        self.login = path.into();
        self
    }

    /// Sets the field that holds the user; `username` unless set.
    pub fn username_field(mut self, name: impl Into<String>) -> Self {
        self.fields.0 = name.into();
        self
    }

    /// Sets the field that holds the password; `password` unless set.
    pub fn password_field(mut self, name: impl Into<String>) -> Self {
        self.fields.1 = name.into();
        self
    }

    /// Sets the pointer to the token in the answer; `/token` unless set.
    pub fn token(mut self, pointer: impl Into<String>) -> Self {
        self.token = pointer.into();
        self
    }

    /// Sets the pointer to the seconds that the token lasts; `/expires_in` unless set. A token without them lasts
    /// until it is refused.
    pub fn expires_in(mut self, pointer: impl Into<String>) -> Self {
        self.expires_in = pointer.into();
        self
    }

    /// Sets the header that carries the token; `Authorization` unless set.
    pub fn header(mut self, name: impl Into<String>) -> Self {
        self.header = name.into();
        self
    }

    /// Sets what stands in front of the token; `Bearer ` unless set.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    async fn log_in(&self, client: &Client) -> Result<Token> {
        let mut body = Map::new();
        body.insert(self.fields.0.clone(), self.username.clone().into());
        body.insert(self.fields.1.clone(), self.password.expose().into());
        let answer = client.post(&self.login).json_body(Json::Object(body)).without_auth().harmless().send().await;
        let answer = answer.map_err(|error| super::token::refused(error, "the login"))?;
        let token = answer.peek(&self.token)?;
        let Some(token) = token.as_str() else {
            return Err(Error::authentication(format!("{answer} answered without a token at `{}`", self.token)));
        };
        let secret = Secret::new(token);
        let lasts = answer.peek(&self.expires_in)?.as_f64().and_then(super::token::seconds);
        Ok(Token { secret, lasts })
    }
}

#[async_trait]
impl Auth for Session {
    async fn apply(&self, request: &mut Outgoing, client: &Client) -> Result<Option<u64>> {
        let (token, number) = self.cache.get(async || self.log_in(client).await).await?;
        request.set_header(&self.header, &format!("{}{}", self.prefix, token.expose()))?;
        Ok(Some(number))
    }

    async fn renew(&self, credential: Option<u64>, _client: &Client) -> Result<bool> {
        self.cache.forget(credential).await;
        Ok(true)
    }
}
