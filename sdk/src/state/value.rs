//! State of a Rust type, with its version.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::error::{Error, Result};

/// A type that can be kept as state. `#[state]` implements it for a struct.
///
/// A first sync starts from [`Default`]. Fields that are added later start from their own default; any other
/// change of the layout needs a new [`VERSION`](Self::VERSION) and a [`migrate`](Self::migrate).
///
/// ```
/// use connector_sdk::prelude::*;
///
/// /// Version 1 kept `{"page": 3}` in pages of 100 rows; version 2 counts rows.
/// #[state(version = 2, migrate = rows_from_pages)]
/// struct Progress { rows: i64 }
///
/// fn rows_from_pages(_from: u32, old: serde_json::Value) -> Result<serde_json::Value> {
///     Ok(serde_json::json!({ "rows": old["page"].as_i64().unwrap_or(0) * 100 }))
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept as state",
    label = "not a state",
    note = "write `#[state]` above the struct"
)]
pub trait StateValue: Serialize + DeserializeOwned + Default + Send + 'static {
    /// The version of the layout. State of a lower version goes through [`migrate`](Self::migrate);
    /// state of a higher one is refused, as this program cannot know what it means.
    const VERSION: u32 = 1;

    /// Turns state of an older version into the JSON of this one.
    fn migrate(from: u32, _old: Json) -> Result<Json> {
        Err(Error::configuration(format!("the saved state has version {from}, and there is no way from it")))
    }
}

/// A raw JSON object, for connectors that keep what they like.
impl StateValue for serde_json::Map<String, Json> {}

/// The state as JSON.
pub fn encode<S: StateValue>(state: &S) -> Result<Json> {
    let json =
        serde_json::to_value(state).map_err(|error| Error::bug(format!("the state has no JSON form: {error}")))?;
    if json.is_object() {
        Ok(json)
    } else {
        Err(Error::bug("a state must be a JSON object: keep it in a struct with named fields"))
    }
}

/// The state from JSON of a version, through migration where it is older.
pub fn decode<S: StateValue>(json: Json, version: u32) -> Result<S> {
    let json = match version {
        newer if newer > S::VERSION => {
            return Err(Error::configuration(format!(
                "the saved state has version {newer}, and this connector knows versions up to {}",
                S::VERSION
            ))
            .next_step("run the newer connector, or forget the state with `state reset`"));
        }
        older if older < S::VERSION => S::migrate(older, json)?,
        _ => json,
    };
    serde_json::from_value(json).map_err(|error| {
        Error::configuration(format!("the saved state does not fit this connector: {error}"))
            .next_step("correct it with `state set`, or forget it with `state reset`")
    })
}
