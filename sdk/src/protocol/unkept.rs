//! Secrets that the source replaces, on platforms that take no changed configuration from a connector.

use crate::error::Result;
use crate::secret::{Keeper, Secret};

/// Says that a new secret is good for this run only.
pub(super) struct Unkept {
    /// The platform.
    pub(super) on: &'static str,
}

impl Keeper for Unkept {
    fn keep(&self, field: &str, _old: &Secret, _new: &Secret) -> Result<()> {
        let on = self.on;
        tracing::warn!(
            "the source replaced the secret `{field}`, and {on} takes no changed configuration from a connector: the \
             new one is lost when this run ends, and the next run will be refused if the old one is good no more; \
             ask the source for credentials that it does not replace"
        );
        Ok(())
    }
}
