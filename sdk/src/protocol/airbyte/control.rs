//! Secrets that the source replaces, handed to the platform as a new configuration.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::message;
use crate::config::FieldSpec;
use crate::context::Clock;
use crate::engine::Definition;
use crate::error::Result;
use crate::protocol::lines::host::Host;
use crate::protocol::lines::out::Out;
use crate::protocol::lines::settings;
use crate::secret::{Keeper, Secret};

/// The configuration as the platform sent it, with the secrets that were replaced since.
pub(super) struct Control {
    fields: Vec<FieldSpec>,
    config: Mutex<Json>,
    out: Out,
    clock: Arc<dyn Clock>,
}

impl Control {
    pub(super) fn new(definition: &Definition, config: Json, host: &Host) -> Self {
        let fields = definition.fields.clone();
        Self { fields, config: Mutex::new(config), out: host.out.clone(), clock: host.clock.clone() }
    }
}

impl Keeper for Control {
    fn keep(&self, field: &str, _old: &Secret, new: &Secret) -> Result<()> {
        let mut config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        if let Json::Object(config) = &mut *config {
            settings::set(&self.fields, config, field, new.expose());
        }
        // Under the lock, as the platform keeps the last one that comes.
        self.out.message(&message::control(&config, self.clock.now().timestamp_millis()))?;
        tracing::info!("the source replaced the secret `{field}`; the platform was given the new one");
        Ok(())
    }
}
