//! A request and its answer, as a recording holds them.

use reqwest::Url;

use super::json::Node;
use crate::http::tape::{Asked, Kept};
use crate::http::{Body, HeaderMap};

/// What stands in a recording for the scheme, host and port of the client's base address.
const ORIGIN: &str = "{origin}";

/// Headers that differ from one answer to the next and that no connector reads.
const NOISE: &[&str] = &[
    "accept-ranges",
    "age",
    "alt-svc",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "nel",
    "pragma",
    "referrer-policy",
    "report-to",
    "server",
    "server-timing",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
    "x-request-id",
    "x-runtime",
];

/// Beginnings of such headers.
const NOISE_OF: &[&str] = &["access-control-", "cf-", "content-security-policy", "x-amz-", "x-cache", "x-frame-"];

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exchange {
    pub(super) request: Request,
    pub(super) answer: Answer,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path, or the whole address on another host, without the query.
    pub(super) address: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Payload,
    /// Whether it asked for credentials. Not part of the file, where its secrets are gone already.
    pub(super) is_login: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where it came from, if that is not where it was asked for.
    pub(super) url: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Payload,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Payload {
    Empty,
    Json(Node),
    Form(Vec<(String, String)>),
    Text(String),
    Bytes(Vec<u8>),
}

impl Request {
    pub(super) fn of(asked: &Asked) -> Self {
        let origin = asked.base.as_ref().map(origin_of);
        let (content_type, bytes) = match &asked.body {
            Body::Empty => (None, Vec::new()),
            Body::Bytes(kind, bytes) => (Some(kind.clone()), bytes.clone()),
            Body::Json(json) => (Some("application/json".to_owned()), json.to_string().into_bytes()),
            Body::Form(_) => (None, Vec::new()),
        };
        let body = match &asked.body {
            Body::Form(fields) => Payload::Form(fields.clone()),
            _ => Payload::of(content_type.as_deref(), bytes, origin.as_deref()),
        };
        Self {
            method: asked.method.to_string(),
            address: address(&asked.url, origin.as_deref()),
            query: asked
                .url
                .query_pairs()
                .map(|(name, value)| (name.into(), away(&value, origin.as_deref())))
                .collect(),
            headers: headers(&asked.headers),
            body,
            is_login: asked.is_login,
        }
    }

    /// The method and the address, as a recording and its errors show them.
    pub(super) fn line(&self) -> String {
        let query: Vec<_> =
            self.query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{}", self.method, self.address, query.join("&"))
    }

    /// Reads method, address and query from a line.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let (method, address) = line.split_once(' ')?;
        let (address, query) = address.split_once('?').unwrap_or((address, ""));
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (unescaped(name), unescaped(value))
        };
        Some(Self {
            method: method.to_owned(),
            address: address.to_owned(),
            query: query.split('&').filter(|text| !text.is_empty()).map(pair).collect(),
            headers: Vec::new(),
            body: Payload::Empty,
            is_login: false,
        })
    }
}

impl Answer {
    pub(super) fn of(kept: Kept, asked: &Asked) -> Self {
        let origin = asked.base.as_ref().map(origin_of);
        let is_noise = |name: &str| NOISE.contains(&name) || NOISE_OF.iter().any(|start| name.starts_with(start));
        let kind = kept.headers.iter().find(|(name, _)| name == "content-type").map(|(_, kind)| kind.clone());
        let headers = kept.headers.into_iter().filter(|(name, _)| !is_noise(name));
        let away = |text: &str| away(text, origin.as_deref());
        Self {
            status: kept.status,
            url: (kept.url != asked.url).then(|| away(kept.url.as_str())),
            headers: headers.map(|(name, value)| (name, away(&value))).collect(),
            body: Payload::of(kind.as_deref(), kept.body, origin.as_deref()),
        }
    }

    /// The answer as it came.
    pub(super) fn kept(&self, asked: &Asked) -> Kept {
        let origin = asked.base.as_ref().map(origin_of).unwrap_or_default();
        let home = |text: &str| text.replace(ORIGIN, &origin);
        let url = self.url.as_ref().and_then(|url| Url::parse(&home(url)).ok());
        let body = match &self.body {
            Payload::Empty => Vec::new(),
            Payload::Json(node) => home(&node.compact()).into_bytes(),
            Payload::Text(text) => home(text).into_bytes(),
            Payload::Form(fields) => form(fields).into_bytes(),
            Payload::Bytes(bytes) => bytes.clone(),
        };
        Kept {
            status: self.status,
            headers: self.headers.iter().map(|(name, value)| (name.clone(), home(value))).collect(),
            url: url.unwrap_or_else(|| asked.url.clone()),
            body,
        }
    }
}

impl Payload {
    fn of(content_type: Option<&str>, bytes: Vec<u8>, origin: Option<&str>) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Self::Bytes(error.into_bytes()),
        };
        let kind = content_type.unwrap_or_default().to_ascii_lowercase();
        // One line of NDJSON is JSON too.
        let is_json =
            kind.contains("json") && !["ndjson", "jsonl", "json-seq"].iter().any(|lines| kind.contains(lines));
        match Node::parse(&text).filter(|node| is_json && matches!(node, Node::List(_) | Node::Object(_))) {
            Some(mut node) => {
                node.change("", &|_, text, is_text| is_text.then(|| away(text, origin)));
                Self::Json(node)
            }
            None => Self::Text(away(&text, origin)),
        }
    }
}

fn origin_of(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// A recording made at one address is replayed at another: that of a test's server changes with every run.
fn away(text: &str, origin: Option<&str>) -> String {
    origin.map_or_else(|| text.to_owned(), |origin| text.replace(origin, ORIGIN))
}

/// The path at home, the whole address elsewhere; never the user, the password, the query and the fragment.
fn address(url: &Url, home: Option<&str>) -> String {
    let origin = origin_of(url);
    if home == Some(&*origin) { url.path().to_owned() } else { format!("{origin}{}", url.path()) }
}

fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect();
    headers.sort();
    headers
}

/// A text as it stands in a form or a query.
pub(super) fn form_encoded(text: &str) -> String {
    form(&[(text.to_owned(), String::new())]).trim_end_matches('=').to_owned()
}

fn form(fields: &[(String, String)]) -> String {
    let mut url = Url::parse("form:").expect("a constant address is one");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}

/// Only what would be misread is escaped: a recording is for people.
fn escaped(text: &str) -> String {
    let escape = |c: char| match c {
        '%' | '&' | '=' | '#' | '?' | '"' | '\\' | ' ' => format!("%{:02X}", u32::from(c)),
        c if c.is_ascii_control() => format!("%{:02X}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

fn unescaped(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                plain.push(char::from(code));
                plain.push_str(&part[2..]);
            }
            None => {
                plain.push('%');
                plain.push_str(part);
            }
        }
    }
    plain
}
