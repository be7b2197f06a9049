//! One saved state as a state for each stream, and back.
//!
//! A stream's state is a saved state of its own: what the readers that write the stream keep, with everything that
//! belongs to no single stream, and the number of the checkpoint it is from. A platform keeps each stream's last state
//! for itself and may lose rows of one stream and not of another. So where several streams hold the same part, the
//! oldest one counts, as only its rows are known to have arrived in all of them; and a part is dropped if one of its
//! streams has no state at all.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::engine::Source;
use crate::error::{Error, Result};
use crate::protocol::lines::progress::writers;
use crate::protocol::lines::saved::ours;
use crate::schema::{Name, TableSpec};
use crate::state::{SavedState, Selection};

/// Where a stream's state keeps the number of its checkpoint.
const CHECKPOINT: &str = "checkpoint";

/// Where it names the streams that were synced with it and share a part of it.
const WITH: &str = "with";

/// The end of a full refresh, as the platform knows it.
pub(super) const FULL_REFRESH: &str = "__ab_no_cursor_state_message";

/// The ends of full refreshes that other programs write.
const MARKERS: [&str; 2] = [FULL_REFRESH, "__ab_full_refresh_sync_complete"];

/// Takes a saved state apart.
pub(super) struct Splitter {
    /// For each stream the names under which its readers keep their states.
    streams: BTreeMap<String, Parts>,
    /// Names of states that every stream carries, as any stream may be written by their readers.
    shared: BTreeSet<String>,
    /// Every name that belongs to a stream or to all.
    owned: BTreeSet<String>,
    /// The stream that also carries what belongs to no stream that is synced.
    first: Option<String>,
}

struct Parts {
    keys: BTreeSet<String>,
    /// The streams that share a key with this one, itself among them.
    group: BTreeSet<String>,
}

/// The names under which a reader keeps its states: those of its tables, as a paginated reader has one for each, and what
/// it says of a parent covers the rows of its children. A reader without tables has its own.
fn keys_of(name: &str, tables: &[TableSpec]) -> BTreeSet<String> {
    if tables.is_empty() {
        BTreeSet::from([name.to_owned()])
    } else {
        tables.iter().map(TableSpec::full_name).collect()
    }
}

impl Splitter {
    /// For the streams of these full names.
    pub(super) fn new(source: &dyn Source, streams: &[String]) -> Self {
        let readers = source.readers();
        let shared = readers.iter().filter(|(_, tables)| tables.is_empty()).map(|(name, _)| name.to_string());
        let shared: BTreeSet<String> = shared.collect();
        let keys_for = |stream: &String| -> BTreeSet<String> {
            let mine = writers(source, stream).into_iter();
            let mine = mine.flat_map(|reader| keys_of(&readers[reader].0, &readers[reader].1));
            mine.filter(|key| !shared.contains(key)).collect()
        };
        let keys: BTreeMap<&String, BTreeSet<String>> = streams.iter().map(|name| (name, keys_for(name))).collect();
        let parts = |mine: &BTreeSet<String>| Parts {
            keys: mine.clone(),
            group: keys.iter().filter(|(_, keys)| !keys.is_disjoint(mine)).map(|(name, _)| (*name).clone()).collect(),
        };
        Self {
            owned: keys.values().flatten().chain(&shared).cloned().collect(),
            streams: keys.iter().map(|(name, mine)| ((*name).clone(), parts(mine))).collect(),
            shared,
            first: streams.iter().min().cloned(),
        }
    }

    /// The part of a stream, without the number of the checkpoint.
    pub(super) fn part(&self, state: &SavedState, stream: &str) -> Result<Map<String, Json>> {
        let Some(parts) = self.streams.get(stream) else { return Ok(Map::new()) };
        let is_first = self.first.as_deref() == Some(stream);
        let carried = |key: &String| {
            parts.keys.contains(key) || self.shared.contains(key) || (is_first && !self.owned.contains(key))
        };
        let mut part = SavedState::default();
        part.tables = state.tables.iter().filter(|(key, _)| carried(key)).map(owned).collect();
        part.versions = state.versions.iter().filter(|(key, _)| key.is_empty() || carried(key)).map(owned).collect();
        part.connector.clone_from(&state.connector);
        let is_shared = part.connector.is_some() || part.tables.keys().any(|key| self.shared.contains(key));
        let with: BTreeSet<&String> =
            if is_shared { self.streams.keys().collect() } else { parts.group.iter().collect() };
        let selected = state.selection.named().filter(|(name, _)| *name == stream);
        part.selection = selected
            .fold(Selection::nothing(), |selection, (name, selected)| selection.include(name, selected.clone()));
        match serde_json::to_value(&part) {
            Ok(Json::Object(mut object)) => {
                if with.len() > 1 {
                    object.insert(WITH.into(), with.into_iter().cloned().collect());
                }
                Ok(object)
            }
            Ok(_) => Ok(Map::new()),
            Err(error) => Err(Error::bug(format!("the state has no JSON form: {error}"))),
        }
    }
}

fn owned<K: Clone, V: Clone>((key, value): (&K, &V)) -> (K, V) {
    (key.clone(), value.clone())
}

/// A stream's part with the number of its checkpoint.
pub(super) fn numbered(part: &Map<String, Json>, checkpoint: u64) -> Json {
    let mut numbered = part.clone();
    numbered.insert(CHECKPOINT.into(), checkpoint.into());
    numbered.into()
}

/// One stream's state as it comes back.
struct Part {
    checkpoint: u64,
    with: BTreeSet<String>,
    state: SavedState,
}

/// The states of all streams; `None` for one that ended a full refresh.
type Kept = BTreeMap<String, Option<Part>>;

/// Puts the states of all streams together again.
pub(crate) fn join(messages: &[Json], readers: &[(Name, Vec<TableSpec>)]) -> Result<SavedState> {
    let mut kept = Kept::new();
    for message in messages {
        let message = match message.get("state") {
            Some(inner) if message.get("stream").is_none() => inner,
            _ => message,
        };
        let global = message.get("global").filter(|global| !global.is_null());
        if let Some(stream) = message.get("stream").filter(|stream| !stream.is_null()) {
            // A platform that sends a stream twice means the later one.
            kept.extend([stream_state(stream)?]);
        } else if let Some(global) = global {
            if global.get("shared_state").is_some_and(|shared| !shared.is_null() && *shared != serde_json::json!({})) {
                return Err(foreign("a global state with a shared part"));
            }
            for stream in global.get("stream_states").and_then(Json::as_array).into_iter().flatten() {
                kept.extend([stream_state(stream)?]);
            }
        } else if let Some(Json::Object(data)) = message.get("data") {
            // The form before streams had states of their own: all of it in one.
            return ours(data.clone());
        } else {
            return Err(foreign("an element without `stream`, `global` or `data`"));
        }
    }
    Ok(put_together(&kept, readers))
}

fn foreign(what: &str) -> Error {
    Error::configuration(format!("the state holds {what}, which this connector never wrote"))
        .next_step("reset the connection's state")
}

fn stream_state(stream: &Json) -> Result<(String, Option<Part>)> {
    let descriptor = stream.get("stream_descriptor").unwrap_or(&Json::Null);
    let name = descriptor.get("name").and_then(Json::as_str).ok_or_else(|| foreign("a stream without a name"))?;
    let full_name = match descriptor.get("namespace").and_then(Json::as_str).filter(|text| !text.is_empty()) {
        Some(namespace) => format!("{namespace}.{name}"),
        None => name.to_owned(),
    };
    let state = match stream.get("stream_state") {
        None | Some(Json::Null) => None,
        Some(Json::Object(state)) if state.is_empty() || MARKERS.iter().any(|key| state.contains_key(*key)) => None,
        Some(Json::Object(state)) => {
            let mut state = state.clone();
            let checkpoint = state.remove(CHECKPOINT).and_then(|number| number.as_u64()).unwrap_or(0);
            let with = state.remove(WITH).and_then(|names| serde_json::from_value(names).ok()).unwrap_or_default();
            let state = ours(state).map_err(|error| error.on_table(full_name.as_str()))?;
            Some(Part { checkpoint, with, state })
        }
        Some(_) => return Err(foreign("a stream's state that is no object").on_table(full_name)),
    };
    Ok((full_name, state))
}

fn put_together(kept: &Kept, readers: &[(Name, Vec<TableSpec>)]) -> SavedState {
    let mut by_age: Vec<&Part> = kept.values().flatten().collect();
    by_age.sort_by_key(|part| part.checkpoint);

    // Later ones win, so what belongs to no stream is as new as it can be.
    let mut state = SavedState::default();
    for part in &by_age {
        state.tables.extend(part.state.tables.iter().map(owned));
        state.versions.extend(part.state.versions.iter().map(owned));
        state.versions.remove("");
    }
    if !by_age.is_empty() {
        state.selection = by_age
            .iter()
            .flat_map(|part| part.state.selection.named())
            .fold(Selection::nothing(), |selection, (name, selected)| selection.include(name, selected.clone()));
    }

    let everything: BTreeSet<String> = kept.keys().cloned().chain(by_age.iter().flat_map(|p| p.with.clone())).collect();
    let shared = oldest(kept, &everything, true);
    for (name, tables) in readers {
        let keys = keys_of(name, tables);
        if tables.is_empty() {
            keys.iter().for_each(|key| take(&mut state, shared, key));
        } else if keys.iter().any(|name| kept.contains_key(name)) {
            let part = oldest(kept, &keys, false);
            keys.iter().for_each(|key| take(&mut state, part, key));
        }
    }
    if let Some(part) = shared {
        state.connector.clone_from(&part.state.connector);
        state.versions.extend(part.state.versions.get_key_value("").map(owned));
    }
    state
}

/// The state of the earliest checkpoint among these streams, as far as they were synced together the last time. None if
/// one of those has no state now, or only one that says nothing.
fn oldest<'a>(kept: &'a Kept, streams: &BTreeSet<String>, skip_full_refreshes: bool) -> Option<&'a Part> {
    let parts = kept.iter().filter(|(name, _)| streams.contains(*name));
    let (name, newest) =
        parts.filter_map(|(name, part)| Some((name, part.as_ref()?))).max_by_key(|(_, part)| part.checkpoint)?;
    let mut result = newest;
    for other in newest.with.iter().filter(|other| *other != name && streams.contains(*other)) {
        match kept.get(other)? {
            Some(part) if part.checkpoint < result.checkpoint => result = part,
            Some(_) => {}
            None if skip_full_refreshes => {}
            None => return None,
        }
    }
    Some(result)
}

/// Replaces a state by that of a part.
fn take(state: &mut SavedState, part: Option<&Part>, key: &str) {
    state.reset_table(key);
    let Some(json) = part.and_then(|part| part.state.tables.get(key)) else { return };
    state.tables.insert(key.to_owned(), json.clone());
    if let Some(version) = part.and_then(|part| part.state.versions.get(key)) {
        state.versions.insert(key.to_owned(), *version);
    }
}

/// The highest number of a checkpoint in a platform's state: this sync counts on from there.
pub(super) fn last_checkpoint(json: &Json) -> u64 {
    match json {
        Json::Array(items) => items.iter().map(last_checkpoint).max().unwrap_or(0),
        Json::Object(object) => {
            let nested = ["state", "stream", "stream_state", "global", "stream_states"];
            let inner = nested.iter().filter_map(|key| object.get(*key)).map(last_checkpoint).max().unwrap_or(0);
            inner.max(object.get(CHECKPOINT).and_then(Json::as_u64).unwrap_or(0))
        }
        _ => 0,
    }
}
