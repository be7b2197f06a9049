//! What a paginated reader keeps in the state of its table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::context::ReaderContext;
use crate::error::{Error, Result};

/// How far a table has been read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Saved {
    /// The highest cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cursor: Option<Json>,
    /// Where a style of paging goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) position: Option<Json>,
    /// The highest cursor for each parent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) parents: BTreeMap<String, Json>,
}

impl Saved {
    /// As the next checkpoint would save it.
    pub(super) fn of(context: &ReaderContext, table: &str) -> Result<Self> {
        Self::read(context.table_state(table).as_ref(), table)
    }

    /// Reads the state of a table.
    pub(super) fn read(json: Option<&Json>, table: &str) -> Result<Self> {
        let Some(json) = json else { return Ok(Self::default()) };
        Self::deserialize(json).map_err(|error| {
            Error::configuration(format!("the saved state does not fit this connector: {error}"))
                .on_table(table)
                .next_step("correct it with `state set`, or forget it with `state reset`")
        })
    }

    /// Changes it for the next checkpoint.
    pub(super) fn change(context: &ReaderContext, table: &str, change: impl FnOnce(&mut Self)) -> Result<()> {
        let mut saved = Self::of(context, table)?;
        change(&mut saved);
        context.set_table_state(table, saved.json()?)
    }

    pub(super) fn json(&self) -> Result<Json> {
        serde_json::to_value(self).map_err(|error| Error::bug(format!("the state has no JSON form: {error}")))
    }
}
