//! What an answer carries: a JSON value that faults may still change, bytes, or a stream made while it is sent.

use serde_json::Value;
use std::fmt;

/// The body of an answer.
pub(crate) enum Body {
    /// Written when it is sent.
    Json(Value),
    /// Ready.
    Bytes(Vec<u8>),
    /// One piece at a time, never held whole.
    Stream(Box<dyn Iterator<Item = Vec<u8>> + Send>),
}

impl fmt::Debug for Body {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Json(value) => write!(out, "Json({value})"),
            Body::Bytes(bytes) => write!(out, "Bytes({})", bytes.len()),
            Body::Stream(_) => out.write_str("Stream"),
        }
    }
}

impl Body {
    /// The bytes, all at once.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            Body::Json(value) => value.to_string().into_bytes(),
            Body::Bytes(bytes) => bytes,
            Body::Stream(pieces) => pieces.flatten().collect(),
        }
    }
}
