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

#[cfg(all(test, any(feature = "airbyte", feature = "singer")))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing::Level;

    use super::*;
    use crate::protocol::lines::log;

    #[test]
    fn what_is_lost_is_said_and_not_shown() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let lines = told.clone();
        let logs = log::dispatch(Level::INFO, move |level, text| lines.lock().unwrap().push(format!("{level} {text}")));
        tracing::dispatcher::with_default(&logs, || {
            let (old, new) = (Secret::new("unkept-token-1"), Secret::new("unkept-token-2"));
            Unkept { on: "Fivetran" }.keep("token", &old, &new).unwrap();
        });
        let told = told.lock().unwrap().join("\n");
        assert!(
            told.starts_with("WARN the source replaced the secret `token`, and Fivetran takes no changed"),
            "{told}"
        );
        assert!(!told.contains("unkept-token"), "{told}");
    }
}
