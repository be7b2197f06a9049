//! Airbyte's messages, but for records, which are written cell by cell.

use serde_json::{Map, Value as Json, json};
use tracing::Level;

use crate::error::Error;
use crate::protocol::lines::failure::{Blame, blame, internal_text, user_text};
use crate::schema::TableSpec;

/// The name and, where the source has schemas, the namespace of a stream.
pub(super) fn descriptor(name: &str, namespace: Option<&str>) -> Json {
    match namespace {
        Some(namespace) => json!({ "name": name, "namespace": namespace }),
        None => json!({ "name": name }),
    }
}

/// The stream of a table.
pub(super) fn stream_of(table: &TableSpec) -> Json {
    descriptor(&table.name, table.schema.as_deref())
}

pub(super) fn log(level: Level, text: &str) -> Json {
    let level = match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    };
    json!({ "type": "LOG", "log": { "level": level, "message": text } })
}

pub(super) fn spec(connection: Map<String, Json>) -> Json {
    json!({ "type": "SPEC", "spec": {
        "protocol_version": "0.2.0",
        "connectionSpecification": connection,
    } })
}

pub(super) fn succeeded() -> Json {
    json!({ "type": "CONNECTION_STATUS", "connectionStatus": { "status": "SUCCEEDED" } })
}

pub(super) fn failed(text: &str) -> Json {
    json!({ "type": "CONNECTION_STATUS", "connectionStatus": { "status": "FAILED", "message": text } })
}

pub(super) fn catalog(streams: Vec<Json>) -> Json {
    json!({ "type": "CATALOG", "catalog": { "streams": streams } })
}

/// How far a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Started,
    Running,
    Complete,
    Incomplete,
}

pub(super) fn status(stream: &Json, status: Status, emitted_at: i64) -> Json {
    let status = match status {
        Status::Started => "STARTED",
        Status::Running => "RUNNING",
        Status::Complete => "COMPLETE",
        Status::Incomplete => "INCOMPLETE",
    };
    json!({ "type": "TRACE", "trace": {
        "type": "STREAM_STATUS",
        "emitted_at": emitted_at as f64,
        "stream_status": { "stream_descriptor": stream, "status": status },
    } })
}

/// An error, with what the user reads, what a developer reads, and who has to act.
pub(super) fn error(error: &Error, stream: Option<&Json>, emitted_at: i64) -> Json {
    let failure_type = match blame(error.kind()) {
        Blame::Configuration => "config_error",
        Blame::Passing => "transient_error",
        Blame::System => "system_error",
    };
    let mut text = json!({
        "message": user_text(error),
        "internal_message": internal_text(error),
        "failure_type": failure_type,
    });
    if let Some(stream) = stream {
        text["stream_descriptor"] = stream.clone();
    }
    json!({ "type": "TRACE", "trace": { "type": "ERROR", "emitted_at": emitted_at as f64, "error": text } })
}

/// A stream's state. The count is a float, as the platform reads it.
pub(super) fn state(stream: &Json, state: &Json, records: u64) -> Json {
    json!({ "type": "STATE", "state": {
        "type": "STREAM",
        "stream": { "stream_descriptor": stream, "stream_state": state },
        "sourceStats": { "recordCount": records as f64 },
    } })
}
