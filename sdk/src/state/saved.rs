//! The one JSON object in which all state is saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Selection;
use crate::error::{Error, Result};
use crate::secret;

/// The format of the object itself; a connector's own states have versions of their own.
const FORMAT: u32 = 1;

/// Fivetran allows a state of less than 10 MB.
const LARGEST: usize = 10 * 1000 * 1000;

/// The share of [`LARGEST`] from which a warning is due.
const LARGE: usize = 8 * 1000 * 1000;

/// Everything that is kept between syncs.
///
/// ```json
/// {"format": 1, "tables": {"order": {"updated_at": "2026-01-31T12:00:00Z"}}}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedState {
    /// The version of this layout.
    #[serde(default = "current_format")]
    format: u32,
    /// The state of each table.
    #[serde(default)]
    pub tables: BTreeMap<String, Json>,
    /// The state that the connector's readers share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connector: Option<Json>,
    /// The versions of the states above that are not of version 1; the connector's own is under the empty name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub versions: BTreeMap<String, u32>,
    /// What was selected, where it was less than everything.
    #[serde(default, skip_serializing_if = "Selection::is_everything")]
    pub selection: Selection,
}

fn current_format() -> u32 {
    FORMAT
}

impl Default for SavedState {
    fn default() -> Self {
        Self {
            format: FORMAT,
            tables: BTreeMap::new(),
            connector: None,
            versions: BTreeMap::new(),
            selection: Selection::default(),
        }
    }
}

/// Whose state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StateKey {
    /// A table's.
    Table(String),
    /// The connector's.
    Connector,
}

impl StateKey {
    fn version_key(&self) -> &str {
        match self {
            Self::Table(table) => table,
            Self::Connector => "",
        }
    }
}

impl SavedState {
    /// Reads the object. An empty text is an empty state; anything else that is no such object is refused, as a
    /// silent reset would double or lose rows.
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let state: Self = serde_json::from_str(text).map_err(|error| {
            Error::configuration(format!("the saved state cannot be read: {error}"))
                .next_step("restore it, or start over with `reset`")
        })?;
        if state.format > FORMAT {
            return Err(Error::configuration(format!(
                "the saved state has format {}, and this program knows formats up to {FORMAT}",
                state.format
            ))
            .next_step("run the newer program, or start over with `reset`"));
        }
        if let Some((table, _)) = state.tables.iter().find(|(_, json)| !json.is_object()) {
            return Err(Error::configuration(format!("the saved state of `{table}` is no JSON object")));
        }
        Ok(state)
    }

    /// The object as text. Refused when it holds a secret or has 10 MB.
    pub fn to_text(&self) -> Result<String> {
        let text =
            serde_json::to_string(self).map_err(|error| Error::bug(format!("the state has no JSON form: {error}")))?;
        if text.len() >= LARGEST {
            return Err(Error::bug(format!("the state has {} bytes, and less than {LARGEST} are allowed", text.len()))
                .next_step("keep a cursor in the state instead of the rows' keys"));
        }
        if self.tables.values().chain(&self.connector).any(exposes_secret) {
            return Err(Error::bug("the state holds a secret of the configuration, and state is not encrypted"));
        }
        Ok(text)
    }

    /// Whether the text of a state is so long that the user should be told before it is too long.
    pub fn is_large(text: &str) -> bool {
        text.len() >= LARGE
    }

    /// A state and its version; `None` if there is none yet.
    pub(crate) fn get(&self, key: &StateKey) -> Option<(&Json, u32)> {
        let json = match key {
            StateKey::Table(table) => self.tables.get(table)?,
            StateKey::Connector => self.connector.as_ref()?,
        };
        Some((json, self.versions.get(key.version_key()).copied().unwrap_or(1)))
    }

    /// Replaces a state.
    pub(crate) fn set(&mut self, key: &StateKey, json: Json, version: u32) {
        if version == 1 {
            self.versions.remove(key.version_key());
        } else {
            self.versions.insert(key.version_key().to_owned(), version);
        }
        match key {
            StateKey::Table(table) => {
                self.tables.insert(table.clone(), json);
            }
            StateKey::Connector => self.connector = Some(json),
        }
    }

    /// Forgets the state of a table.
    pub fn reset_table(&mut self, table: &str) {
        self.tables.remove(table);
        self.versions.remove(table);
    }
}

/// Whether a text in the state holds a secret. The text of the whole would not tell: it has escapes.
fn exposes_secret(json: &Json) -> bool {
    match json {
        Json::String(text) => secret::is_exposed_in(text),
        Json::Array(items) => items.iter().any(exposes_secret),
        Json::Object(members) => members.iter().any(|(name, json)| secret::is_exposed_in(name) || exposes_secret(json)),
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}
