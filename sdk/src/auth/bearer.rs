//! A token that is known from the start (RFC 6750).

use async_trait::async_trait;

use super::Auth;
use crate::error::Result;
use crate::http::{Client, Outgoing};
use crate::secret::Secret;

/// Sends a token.
///
/// ```
/// # use connector_sdk::prelude::*;
/// #[connector(base_url = base_url, auth = bearer(token))]
/// struct Shop { base_url: Url, token: Secret }
/// ```
pub fn bearer(token: Secret) -> Bearer {
    Bearer { token }
}

/// See [`bearer`].
#[derive(Debug, Clone)]
pub struct Bearer {
    token: Secret,
}

#[async_trait]
impl Auth for Bearer {
    async fn apply(&self, request: &mut Outgoing, _client: &Client) -> Result<Option<u64>> {
        request.set_header("authorization", &format!("Bearer {}", self.token.expose()))?;
        Ok(None)
    }
}
