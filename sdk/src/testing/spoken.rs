//! Runs a connector as a platform would, in memory, and cuts its output off to prove that the next run makes up for it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value as Json, json};

use super::Sandbox;
use crate::protocol::lines::host::Host;
use crate::protocol::lines::out::Out;
use crate::state::{SavedState, Selected, Selection};

/// A protocol whose messages are lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protocol {
    /// An Airbyte source.
    #[cfg(feature = "airbyte")]
    Airbyte,
    /// A Singer tap.
    #[cfg(feature = "singer")]
    Singer,
}

/// What a connector said when it ran as a source of another platform.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spoken {
    /// The exit code of the process.
    pub exit_code: u8,
    /// What it wrote on stdout.
    pub stdout: String,
    /// What it wrote on stderr.
    pub stderr: String,
}

impl Spoken {
    /// The messages on stdout.
    ///
    /// # Panics
    /// If a line is no JSON.
    pub fn messages(&self) -> Vec<Json> {
        let lines = self.stdout.lines();
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("`{line}`: {error}"))).collect()
    }
}

impl Sandbox {
    /// Runs the connector with the command line of a protocol: `["discover", "--config", "config.json"]`. The sandbox's
    /// clock counts; its warehouse, state, selection and configuration do not.
    pub fn speak(&self, protocol: Protocol, arguments: &[&str]) -> Spoken {
        let (out, err) = (Shared::default(), Shared::default());
        let host = Host {
            out: Out::new(Box::new(out.clone())),
            err: Out::new(Box::new(err.clone())),
            clock: self.clock.clone(),
            environment: Vec::new(),
            is_process: false,
        };
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let exit_code = match protocol {
            #[cfg(feature = "airbyte")]
            Protocol::Airbyte => crate::protocol::airbyte::run(&self.definition, arguments, &host),
            #[cfg(feature = "singer")]
            Protocol::Singer => crate::protocol::singer::run(&self.definition, arguments, &host),
        };
        Spoken { exit_code, stdout: out.text(), stderr: err.text() }
    }

    /// Runs a sync of all streams with the sandbox's configuration, from a state in any form: deduplicated and
    /// incremental with Airbyte, with deletes and versions with Singer.
    pub fn speak_sync(&self, protocol: Protocol, state: &Json) -> Spoken {
        let files = Files::new();
        let config = files.write("config.json", &self.configuration());
        let state = files.write("state.json", state);
        match protocol {
            #[cfg(feature = "airbyte")]
            Protocol::Airbyte => {
                let discovered = self.speak(protocol, &["discover", "--config", &config]);
                let catalog = discovered.messages().iter().find_map(|message| message.get("catalog").cloned());
                let catalog = catalog.unwrap_or_else(|| panic!("`discover` failed: {discovered:?}"));
                let catalog = files.write("catalog.json", &all_incremental(&catalog));
                self.speak(protocol, &["read", "--config", &config, "--catalog", &catalog, "--state", &state])
            }
            #[cfg(feature = "singer")]
            Protocol::Singer => {
                let switches = ["--deletes", "--activate-version"];
                self.speak(protocol, &[&["--config", &config, "--state", &state], &switches[..]].concat())
            }
        }
    }

    /// Proves that the next sync survives a platform that stops anywhere: cuts the output off after each STATE in turn,
    /// hands the state back, and compares the rows that arrive with those of an undisturbed sync. Returns how many cuts
    /// it went through.
    ///
    /// With Airbyte the rows that follow a stream's own last STATE are lost in the cut, as they may be where the
    /// destination has not written them. The sandbox itself stays as it was. A reader that had come to its end before
    /// the cut makes its next sync in the resumed run; so a table may also equal that after two undisturbed syncs.
    ///
    /// # Panics
    /// If a sync fails, or if rows differ.
    pub fn survives_every_cut(&self, protocol: Protocol) -> usize {
        let streams = self.streams(protocol);
        let before = self.before(&streams);
        let run = |state: &Json| {
            let spoken = self.speak_sync(protocol, state);
            let failed = (spoken.exit_code != 0).then(|| format!("{}\n{}", spoken.stdout, spoken.stderr));
            (spoken.messages(), failed)
        };
        let (messages, failed) = run(&before);
        assert_eq!(failed, None, "the undisturbed sync failed");
        let new = || Platform::new(&streams, &before);
        let mut platform = new();
        messages.iter().for_each(|message| platform.take(message));
        platform.flush();
        let once = platform.rows();
        // A source may have nothing more to give and say so.
        run(&platform.state(&before)).0.iter().for_each(|message| platform.take(message));
        platform.flush();
        let twice = platform.rows();

        let states = messages.iter().enumerate().filter(|(_, message)| message["type"] == "STATE");
        let cuts: Vec<_> = states.map(|(index, _)| index).collect();
        for (number, cut) in cuts.iter().enumerate() {
            let mut platform = new();
            messages[..=*cut].iter().for_each(|message| platform.take(message));
            platform.lose();
            // As above, the source may have nothing more to give.
            let (resumed, failed) = run(&platform.state(&before));
            resumed.iter().for_each(|message| platform.take(message));
            platform.flush();
            let arrived = platform.rows();
            let about = format!("{protocol:?}, cut after STATE {} of {} and resumed", number + 1, cuts.len());
            for (name, expected) in &once {
                let rows = arrived.get(name);
                if rows != twice.get(name) && rows != Some(expected) {
                    assert_eq!(failed, None, "{about}: the resumed sync failed");
                    assert_eq!(rows, Some(expected), "{about}: table `{name}` differs from an undisturbed sync");
                }
            }
        }
        cuts.len()
    }

    /// The streams of `discover`, where the protocol keeps a state for each of them.
    fn streams(&self, protocol: Protocol) -> Vec<Json> {
        #[cfg(feature = "singer")]
        if protocol == Protocol::Singer {
            return Vec::new();
        }
        let files = Files::new();
        let config = files.write("config.json", &self.configuration());
        let discovered = self.speak(protocol, &["discover", "--config", &config]).messages();
        discovered.iter().filter_map(|message| message["catalog"]["streams"].as_array()).flatten().cloned().collect()
    }

    /// What the sandbox was synced to, as a platform keeps it: in the state of each stream, or in one.
    fn before(&self, streams: &[Json]) -> Json {
        if self.warehouse().tables().is_empty() {
            return json!({});
        }
        let saved = |state: &SavedState| serde_json::to_value(state).unwrap_or_default();
        let state = self.saved_state();
        let of = |stream: &Json| {
            let mut descriptor = json!({ "name": stream["name"] });
            if stream["namespace"].is_string() {
                descriptor["namespace"] = stream["namespace"].clone();
            }
            let mut state = state.clone();
            let name = stream_name(&stream["name"], &stream["namespace"]);
            state.selection = Selection::nothing().include(name, Selected::All);
            json!({ "type": "STREAM", "stream": { "stream_descriptor": descriptor, "stream_state": saved(&state) } })
        };
        if streams.is_empty() { saved(&state) } else { streams.iter().map(of).collect() }
    }
}

/// A configured catalog of all streams.
#[cfg(feature = "airbyte")]
fn all_incremental(catalog: &Json) -> Json {
    let streams = catalog["streams"].as_array().into_iter().flatten();
    let configured = streams.map(|stream| {
        let keyed = stream.get("source_defined_primary_key").is_some();
        json!({
            "stream": stream,
            "sync_mode": "incremental",
            "destination_sync_mode": if keyed { "append_dedup" } else { "append" },
            "cursor_field": stream.get("default_cursor_field").cloned().unwrap_or_else(|| json!([])),
            "primary_key": stream.get("source_defined_primary_key").cloned().unwrap_or_else(|| json!([])),
        })
    });
    json!({ "streams": configured.collect::<Vec<_>>() })
}

/// A platform that keeps the last version of each row.
#[derive(Default)]
struct Platform {
    tables: BTreeMap<String, Rows>,
    keys: BTreeMap<String, Vec<String>>,
    /// Records of streams whose own state has not come yet.
    pending: BTreeMap<String, Vec<Json>>,
    states: BTreeMap<String, Json>,
    value: Option<Json>,
}

/// The rows of a table, with the version they came with.
type Rows = BTreeMap<String, (Json, i64)>;

impl Platform {
    fn new(streams: &[Json], before: &Json) -> Self {
        let mut platform = Self::default();
        for stream in streams {
            let paths = stream["source_defined_primary_key"].as_array().into_iter().flatten();
            let key = paths.filter_map(|path| path[0].as_str().map(str::to_owned)).collect();
            platform.keys.insert(stream_name(&stream["name"], &stream["namespace"]), key);
        }
        for state in before.as_array().into_iter().flatten() {
            platform.keep(state);
        }
        platform
    }

    fn take(&mut self, message: &Json) {
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        match message["type"].as_str().unwrap_or_default() {
            "RECORD" if message["stream"].is_string() => {
                let version = message["version"].as_i64().unwrap_or(0);
                self.apply(&text(&message["stream"]), &message["record"], version);
            }
            "RECORD" => {
                let stream = stream_name(&message["record"]["stream"], &message["record"]["namespace"]);
                self.pending.entry(stream).or_default().push(message["record"]["data"].clone());
            }
            "SCHEMA" => {
                let keys = message["key_properties"].as_array().into_iter().flatten().map(text);
                self.keys.insert(text(&message["stream"]), keys.collect());
                self.tables.entry(text(&message["stream"])).or_default();
            }
            "ACTIVATE_VERSION" => {
                let version = message["version"].as_i64().unwrap_or(0);
                if let Some(rows) = self.tables.get_mut(&text(&message["stream"])) {
                    rows.retain(|_, (_, of)| *of >= version);
                }
            }
            "STATE" if message["value"].is_object() => self.value = Some(message["value"].clone()),
            "STATE" => {
                let name = self.keep(&message["state"]);
                for row in self.pending.remove(&name).unwrap_or_default() {
                    self.apply(&name, &row, 0);
                }
            }
            _ => {}
        }
    }

    /// Keeps a stream's state and gives the stream's name.
    fn keep(&mut self, state: &Json) -> String {
        let stream = &state["stream"]["stream_descriptor"];
        let name = stream_name(&stream["name"], &stream["namespace"]);
        self.states.insert(name.clone(), state.clone());
        name
    }

    /// Applies what came without a state after it.
    fn flush(&mut self) {
        for (name, rows) in std::mem::take(&mut self.pending) {
            rows.iter().for_each(|row| self.apply(&name, row, 0));
        }
    }

    /// Loses what came without a state after it.
    fn lose(&mut self) {
        self.pending.clear();
    }

    fn apply(&mut self, stream: &str, row: &Json, version: i64) {
        let rows = self.tables.entry(stream.to_owned()).or_default();
        let mut row = row.clone();
        let marks = ["_ab_cdc_deleted_at", "_sdc_deleted_at"];
        let deleted = marks.iter().filter_map(|mark| row.as_object_mut()?.remove(*mark)).any(|mark| !mark.is_null());
        let key = match self.keys.get(stream) {
            Some(keys) if !keys.is_empty() => keys.iter().map(|key| row[key].to_string()).collect::<Vec<_>>().join(","),
            _ => row.to_string(),
        };
        if deleted {
            rows.remove(&key);
        } else {
            rows.insert(key, (row, version));
        }
    }

    /// The rows of every table, without their versions.
    fn rows(&self) -> BTreeMap<String, Vec<Json>> {
        let rows = |rows: &Rows| rows.values().map(|(row, _)| row.clone()).collect();
        self.tables.iter().map(|(name, table)| (name.clone(), rows(table))).collect()
    }

    /// The state to hand back; `before` where none has come yet.
    fn state(&self, before: &Json) -> Json {
        match &self.value {
            Some(value) => value.clone(),
            None if self.states.is_empty() => before.clone(),
            None => self.states.values().cloned().collect(),
        }
    }
}

fn stream_name(name: &Json, namespace: &Json) -> String {
    let name = name.as_str().unwrap_or_default();
    namespace.as_str().map_or_else(|| name.to_owned(), |namespace| format!("{namespace}.{name}"))
}

/// Memory that a run writes to.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A directory of files that is there for as long as it is needed.
struct Files(PathBuf);

impl Files {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("connector-sdk-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
        Self(path)
    }

    fn write(&self, name: &str, json: &Json) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, json.to_string()).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
