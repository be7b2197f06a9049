//! A signed assertion in exchange for a token (RFC 7523), as service accounts use it.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::token::{refused, seconds};
use super::{Auth, Token, TokenCache};
use crate::clock;
use crate::error::{Error, Result};
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// For how long an assertion is good. It is used at once.
const LASTS: i64 = 300;

/// Signs an assertion with a private key and exchanges it for a token.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(
///     base_url = base_url,
///     auth = jwt_assertion(email, key, token_url = "https://accounts.example/token", scope = "read")
/// )]
/// struct Drive { base_url: Url, email: String, key: Secret }
/// ```
///
/// The key is PEM: an RSA key (RS256) or one of the curve P-256 (ES256). Any other text is a shared secret (HS256).
pub fn jwt_assertion(issuer: impl Into<String>, key: Secret) -> JwtAssertion {
    JwtAssertion {
        issuer: issuer.into(),
        key,
        key_id: None,
        token_url: "oauth/token".to_owned(),
        audience: None,
        claims: Map::new(),
        cache: TokenCache::default(),
    }
}

/// See [`jwt_assertion`].
#[derive(Debug)]
pub struct JwtAssertion {
    issuer: String,
    key: Secret,
    key_id: Option<String>,
    token_url: String,
    audience: Option<String>,
    claims: Map<String, Json>,
    cache: TokenCache,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: Option<f64>,
}

impl JwtAssertion {
    /// Sets where the token comes from; `oauth/token` unless set.
    pub fn token_url(mut self, url: impl AsRef<str>) -> Self {
        self.token_url = url.as_ref().to_owned();
        self
    }

    /// Sets whom the assertion is for; the address of the token unless set.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Asks for these scopes, with spaces between them.
    pub fn scope(self, scope: impl Into<String>) -> Self {
        self.claim("scope", scope)
    }

    /// Sets the user in whose name the connector acts; the issuer unless set.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.claim("sub", subject)
    }

    /// Adds a claim.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.claims.insert(name.into(), Json::String(value.into()));
        self
    }

    /// Names the key in the assertion's head.
    pub fn key_id(mut self, id: impl Into<String>) -> Self {
        self.key_id = Some(id.into());
        self
    }

    async fn fetch(&self, client: &Client) -> Result<Token> {
        let assertion = Secret::new(self.assertion(clock::current().now().timestamp())?);
        let request = client
            .post(&self.token_url)
            .without_auth()
            .harmless()
            .form("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
            .form("assertion", &assertion);
        let answer: Answer = request.json().await.map_err(|error| refused(error, "the assertion"))?;
        Ok(Token { secret: Secret::new(answer.access_token), lasts: answer.expires_in.and_then(seconds) })
    }

    fn assertion(&self, now: i64) -> Result<String> {
        let key = Key::read(self.key.expose())?;
        let mut head = json!({ "alg": key.algorithm(), "typ": "JWT" });
        if let Some(id) = &self.key_id {
            head["kid"] = json!(id);
        }
        let mut claims = json!({
            "iss": self.issuer,
            "sub": self.issuer,
            "aud": self.audience.as_ref().unwrap_or(&self.token_url),
            "iat": now,
            "exp": now + LASTS,
        });
        for (name, value) in &self.claims {
            claims[name] = value.clone();
        }
        let part = |json: &Json| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", part(&head), part(&claims));
        let signature = key.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Shared(hmac::Key),
}

impl Key {
    fn read(text: &str) -> Result<Self> {
        let wrong = || {
            Error::configuration("the private key cannot be read")
                .next_step("give it as PEM, from `-----BEGIN PRIVATE KEY-----` on, not encrypted")
        };
        let Some((_, after)) = text.split_once("-----BEGIN ") else {
            return Ok(Self::Shared(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())));
        };
        let (kind, after) = after.split_once("-----").ok_or_else(wrong)?;
        let (body, _) = after.split_once("-----END").ok_or_else(wrong)?;
        // Configuration forms turn line breaks into `\n`.
        let body: String = body.replace("\\n", "").split_whitespace().collect();
        let der = STANDARD.decode(body).map_err(|_| wrong())?;
        if kind == "RSA PRIVATE KEY" {
            return RsaKeyPair::from_der(&der).map(|key| Self::Rsa(Box::new(key))).map_err(|_| wrong());
        }
        if let Ok(key) = RsaKeyPair::from_pkcs8(&der) {
            return Ok(Self::Rsa(Box::new(key)));
        }
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new())
            .map(|key| Self::Ecdsa(Box::new(key)))
            .map_err(|_| wrong())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ecdsa(_) => "ES256",
            Self::Shared(_) => "HS256",
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let failed = |_| Error::configuration("the private key cannot sign");
        match self {
            Self::Shared(key) => Ok(hmac::sign(key, message).as_ref().to_vec()),
            Self::Ecdsa(key) => Ok(key.sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
        }
    }
}

#[async_trait]
impl Auth for JwtAssertion {
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
