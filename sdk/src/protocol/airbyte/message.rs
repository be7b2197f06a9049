//! Airbyte's messages, but for records, which are written cell by cell.

use serde_json::{Map, Value as Json, json};
use tracing::Level;

use crate::error::Error;
use crate::protocol::lines::failure::{Blame, blame, internal_text, user_text};
use crate::protocol::lines::ordered::{Node, Object};
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

pub(super) fn log(level: Level, text: &str) -> Object {
    let level = match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    };
    Object::new().with("type", "LOG").with("log", Object::new().with("level", level).with("message", text))
}

pub(super) fn spec(connection: Map<String, Json>) -> Object {
    let spec = Object::new().with("protocol_version", "0.2.0").with("connectionSpecification", connection);
    Object::new().with("type", "SPEC").with("spec", spec)
}

pub(super) fn succeeded() -> Object {
    connection_status(Object::new().with("status", "SUCCEEDED"))
}

pub(super) fn failed(text: &str) -> Object {
    connection_status(Object::new().with("status", "FAILED").with("message", text))
}

fn connection_status(status: Object) -> Object {
    Object::new().with("type", "CONNECTION_STATUS").with("connectionStatus", status)
}

pub(super) fn catalog(streams: impl Iterator<Item = Object>) -> Object {
    Object::new().with("type", "CATALOG").with("catalog", Object::new().with("streams", streams.collect::<Node>()))
}

/// How far a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Started,
    Running,
    Complete,
    Incomplete,
}

pub(super) fn status(stream: &Json, status: Status, emitted_at: i64) -> Object {
    let status = match status {
        Status::Started => "STARTED",
        Status::Running => "RUNNING",
        Status::Complete => "COMPLETE",
        Status::Incomplete => "INCOMPLETE",
    };
    let status = Object::new().with("stream_descriptor", stream.clone()).with("status", status);
    trace("STREAM_STATUS", emitted_at, "stream_status", status)
}

/// An error, with what the user reads, what a developer reads, and who has to act.
pub(super) fn error(error: &Error, stream: Option<&Json>, emitted_at: i64) -> Object {
    let failure_type = match blame(error.kind()) {
        Blame::Configuration => "config_error",
        Blame::Passing => "transient_error",
        Blame::System => "system_error",
    };
    let error = Object::new()
        .with("message", user_text(error))
        .with("internal_message", internal_text(error))
        .with("failure_type", failure_type)
        .with_some("stream_descriptor", stream.cloned());
    trace("ERROR", emitted_at, "error", error)
}

/// The configuration from now on: the platform saves it in place of the one that it sent.
pub(super) fn control(config: &Json, emitted_at: i64) -> Object {
    let control = Object::new()
        .with("type", "CONNECTOR_CONFIG")
        .with("emitted_at", emitted_at as f64)
        .with("connectorConfig", Object::new().with("config", config.clone()));
    Object::new().with("type", "CONTROL").with("control", control)
}

fn trace(kind: &'static str, emitted_at: i64, name: &'static str, content: Object) -> Object {
    // The protocol has the time of a trace as a number with a fraction.
    let trace = Object::new().with("type", kind).with("emitted_at", emitted_at as f64).with(name, content);
    Object::new().with("type", "TRACE").with("trace", trace)
}

/// A stream's state. The count is a float, as the platform reads it.
pub(super) fn state(stream: &Json, state: &Json, records: u64) -> Object {
    let stream = Object::new().with("stream_descriptor", stream.clone()).with("stream_state", state.clone());
    let state = Object::new()
        .with("type", "STREAM")
        .with("stream", stream)
        .with("sourceStats", json!({ "recordCount": records as f64 }));
    Object::new().with("type", "STATE").with("state", state)
}
