//! A user and a password (RFC 7617).

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Auth;
use crate::error::Result;
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Sends a user and a password, in UTF-8.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(base_url = base_url, auth = basic(username, password))]
/// struct Shop { base_url: Url, username: String, password: Secret }
/// ```
pub fn basic(username: impl Into<String>, password: Secret) -> Basic {
    let both = format!("{}:{}", username.into(), password.expose());
    // What is sent is as secret as what it was made of.
    Basic { header: Secret::new(STANDARD.encode(both)) }
}

/// See [`basic`].
#[derive(Debug, Clone)]
pub struct Basic {
    header: Secret,
}

impl Basic {
    pub(super) fn header(&self) -> String {
        format!("Basic {}", self.header.expose())
    }
}

#[async_trait]
impl Auth for Basic {
    async fn apply(&self, request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
        request.set_header("authorization", &self.header())?;
        Ok(None)
    }
}
