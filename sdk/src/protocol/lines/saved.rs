//! State in whatever form a platform kept it: a state saved by any way of running continues in any other.

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::schema::{Name, TableSpec};
use crate::state::SavedState;

/// Reads a state: ours, Airbyte's array of messages or one of them, Singer's value or its message.
///
/// Fails with kind [`Configuration`](crate::ErrorKind::Configuration) where the text is none of these, as a silent
/// reset would double or lose rows.
pub(crate) fn parse(text: &str, readers: &[(Name, Vec<TableSpec>)]) -> Result<SavedState> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(SavedState::default());
    }
    let json: Json = serde_json::from_str(text).map_err(|error| {
        Error::configuration(format!("the state is not valid JSON: {error}"))
            .next_step("give the state as it was saved, or none to start over")
    })?;
    match json {
        Json::Null => Ok(SavedState::default()),
        #[cfg(feature = "airbyte")]
        Json::Array(messages) => super::super::airbyte::state::join(&messages, readers),
        Json::Object(mut object) => {
            let is_message = object.get("type").is_some_and(|kind| kind == "STATE");
            if is_message && let Some(Json::Object(value)) = object.remove("value") {
                return bookmarks(value);
            }
            if object.contains_key("bookmarks") {
                return bookmarks(object);
            }
            #[cfg(feature = "airbyte")]
            if is_message || ["stream", "global", "data"].iter().any(|key| object.contains_key(*key)) {
                return super::super::airbyte::state::join(&[Json::Object(object)], readers);
            }
            let _ = readers;
            ours(object)
        }
        _ => Err(Error::configuration("the state is no JSON object and no array of state messages")
            .next_step("give the state as it was saved, or none to start over")),
    }
}

/// Singer's form: what is kept per table is called bookmarks.
fn bookmarks(mut value: Map<String, Json>) -> Result<SavedState> {
    // Older targets and runners add where they were; each sync here goes through all streams.
    value.remove("currently_syncing");
    if let Some(bookmarks) = value.remove("bookmarks") {
        value.insert("tables".into(), bookmarks);
    }
    ours(value)
}

pub(crate) fn ours(object: Map<String, Json>) -> Result<SavedState> {
    SavedState::parse(&Json::Object(object).to_string())
}
