//! The file of a recording: JSON, one entry for each request, laid out to be read and compared.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::exchange::{Answer, Exchange, Payload, Request};
use super::json::Node;
use super::mask::Mask;
use crate::error::{Error, Result};

/// All that was recorded.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Recording {
    /// The clock when it was begun.
    pub(super) recorded_at: DateTime<Utc>,
    /// The requests of each sync.
    pub(super) syncs: Vec<Vec<Exchange>>,
    /// Requests of syncs that were killed or resumed and that no undisturbed sync made.
    pub(super) crashes: Vec<Exchange>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordingText {
    recorded_at: String,
    syncs: Vec<Vec<ExchangeText>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    crashes: Vec<ExchangeText>,
}

/// Values by name. The few names that come twice have a list.
type Names = std::collections::BTreeMap<String, OneOrMore>;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeText {
    request: String,
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    request_headers: Names,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request_body: Option<PayloadText>,
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    headers: Names,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<PayloadText>,
}

/// A body in the form that shows most of it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PayloadText {
    Json(Box<RawValue>),
    Form(Vec<(String, String)>),
    /// Line by line, each with its end.
    Text(Vec<String>),
    Base64(String),
}

impl Recording {
    /// The file's text, without secrets.
    pub(super) fn to_text(&self, mask: &Mask) -> Result<String> {
        let write =
            |exchanges: &[Exchange]| exchanges.iter().map(|one| ExchangeText::of(&mask.exchange(one))).collect();
        let text = RecordingText {
            recorded_at: self.recorded_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            syncs: self.syncs.iter().map(|exchanges| write(exchanges)).collect(),
            crashes: write(&self.crashes),
        };
        let json = serde_json::to_string(&text).map_err(|error| Error::bug(format!("a recording: {error}")))?;
        Ok(Node::parse(&json).map(|node| node.layout()).unwrap_or(json))
    }

    /// Reads a file's text.
    pub(super) fn of_text(text: &str) -> std::result::Result<Self, String> {
        let text: RecordingText = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let read = |exchanges: Vec<ExchangeText>| exchanges.into_iter().map(ExchangeText::read).collect();
        let time = DateTime::parse_from_rfc3339(&text.recorded_at);
        Ok(Self {
            recorded_at: time.map_err(|error| format!("`{}`: {error}", text.recorded_at))?.to_utc(),
            syncs: text.syncs.into_iter().map(read).collect::<std::result::Result<_, _>>()?,
            crashes: read(text.crashes)?,
        })
    }

    /// Writes the file. A sync that is killed meanwhile leaves the old one.
    pub(super) fn save(&self, path: &Path, mask: &Mask) -> Result<()> {
        let text = self.to_text(mask)?;
        let failed = |error| Error::configuration(format!("`{}` cannot be written", path.display())).caused_by(error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let beside = path.with_extension("json.new");
        std::fs::write(&beside, text).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)
    }
}

impl ExchangeText {
    fn of(exchange: &Exchange) -> Self {
        let Exchange { request, answer } = exchange;
        Self {
            request: request.line(),
            request_headers: names(&request.headers),
            request_body: PayloadText::of(&request.body),
            status: answer.status,
            url: answer.url.clone(),
            headers: names(&answer.headers),
            body: PayloadText::of(&answer.body),
        }
    }

    fn read(self) -> std::result::Result<Exchange, String> {
        let line = &self.request;
        let request = Request::of_line(line).ok_or_else(|| format!("`{line}` is no method and address"))?;
        let body = |body: Option<PayloadText>| body.map_or(Ok(Payload::Empty), PayloadText::read);
        Ok(Exchange {
            request: Request { headers: pairs(self.request_headers), body: body(self.request_body)?, ..request },
            answer: Answer { status: self.status, url: self.url, headers: pairs(self.headers), body: body(self.body)? },
        })
    }
}

impl PayloadText {
    fn of(payload: &Payload) -> Option<Self> {
        Some(match payload {
            Payload::Empty => return None,
            // What was read as JSON is written as JSON.
            Payload::Json(node) => Self::Json(RawValue::from_string(node.compact()).ok()?),
            Payload::Form(fields) => Self::Form(fields.clone()),
            Payload::Text(text) => Self::Text(text.split_inclusive('\n').map(str::to_owned).collect()),
            Payload::Bytes(bytes) => Self::Base64(STANDARD.encode(bytes)),
        })
    }

    fn read(self) -> std::result::Result<Payload, String> {
        Ok(match self {
            Self::Json(raw) => Payload::Json(Node::parse(raw.get()).ok_or("a body is no JSON")?),
            Self::Form(fields) => Payload::Form(fields),
            Self::Text(lines) => Payload::Text(lines.concat()),
            Self::Base64(text) => Payload::Bytes(STANDARD.decode(text).map_err(|error| error.to_string())?),
        })
    }
}

fn names(pairs: &[(String, String)]) -> Names {
    let mut names = Names::new();
    for (name, value) in pairs {
        let earlier = match names.remove(name) {
            None => Vec::new(),
            Some(OneOrMore::One(one)) => vec![one],
            Some(OneOrMore::More(more)) => more,
        };
        let values = match earlier.is_empty() {
            true => OneOrMore::One(value.clone()),
            false => OneOrMore::More(earlier.into_iter().chain([value.clone()]).collect()),
        };
        names.insert(name.clone(), values);
    }
    names
}

fn pairs(names: Names) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, values) in names {
        match values {
            OneOrMore::One(value) => pairs.push((name, value)),
            OneOrMore::More(values) => pairs.extend(values.into_iter().map(|value| (name.clone(), value))),
        }
    }
    pairs
}
