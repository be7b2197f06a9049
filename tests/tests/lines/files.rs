//! Files for a command line.

use connector_sdk::testing::{Protocol, Sandbox, Spoken};
use serde_json::Value as Json;
use tempfile::TempDir;

/// A directory with files.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// Writes a file and returns its path.
    pub(crate) fn text(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn json(&self, name: &str, json: &Json) -> String {
        self.text(name, &json.to_string())
    }
}

/// An Airbyte `read` of these configured streams.
pub(crate) fn read(sandbox: &Sandbox, config: &Json, streams: Json, state: &Json) -> Spoken {
    let files = Files::new();
    let config = files.json("config.json", config);
    let catalog = files.json("catalog.json", &serde_json::json!({ "streams": streams }));
    let state = files.json("state.json", state);
    sandbox.speak(Protocol::Airbyte, &["read", "--config", &config, "--catalog", &catalog, "--state", &state])
}

/// A stream of a configured catalog.
pub(crate) fn stream(name: &str, namespace: Option<&str>, mode: &str, destination: &str) -> Json {
    let mut stream = serde_json::json!({
        "stream": { "name": name, "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"] },
        "sync_mode": mode,
        "destination_sync_mode": destination,
    });
    if let Some(namespace) = namespace {
        stream["stream"]["namespace"] = namespace.into();
    }
    stream
}

/// The lines of stdout of a type, as they are.
pub(crate) fn lines(spoken: &Spoken, kind: &str) -> Vec<String> {
    let of_kind = |line: &&str| serde_json::from_str::<Json>(line).unwrap()["type"] == kind;
    spoken.stdout.lines().filter(of_kind).map(str::to_owned).collect()
}
