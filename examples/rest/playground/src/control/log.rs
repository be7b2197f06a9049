//! What was asked, in order, without the secrets.

use crate::server::Request;
use serde::Serialize;
use serde_json::Value;

/// A request that has arrived.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoggedRequest {
    /// Counts from 1 in the order of arrival.
    pub number: usize,
    /// `GET`, `POST`, …
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query's parameters in order, decoded; the values of secrets are `***`.
    pub query: Vec<(String, String)>,
    /// Of the headers: accept, accept-encoding, authorization (its scheme only), content-type, user-agent. Names are in
    /// lower case.
    pub headers: Vec<(String, String)>,
    /// The body: JSON, or the fields of a form as an object; null for any other. The values of secrets are `***`.
    pub body: Value,
    /// The answer's status; 0 while there is none.
    pub status: u16,
}

impl LoggedRequest {
    /// The value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    all: Vec<LoggedRequest>,
    added: usize,
}

const HEADERS: [&str; 5] = ["accept", "accept-encoding", "authorization", "content-type", "user-agent"];
const MASK: &str = "***";

impl Log {
    /// Adds a request; the answer is its number.
    pub(crate) fn add(&mut self, request: &Request) -> usize {
        self.added += 1;
        let query = request.query.iter().map(|(name, value)| (name.clone(), masked(name, value))).collect();
        let headers = request.headers.iter().filter(|(name, _)| HEADERS.contains(&name.as_str()));
        self.all.push(LoggedRequest {
            number: self.added,
            method: request.method.clone(),
            path: request.path.clone(),
            query,
            headers: headers.map(|(name, value)| (name.clone(), without_credential(name, value))).collect(),
            body: body(request),
            status: 0,
        });
        self.added
    }

    pub(crate) fn answered(&mut self, number: usize, status: u16) {
        if let Some(request) = self.all.iter_mut().rev().find(|request| request.number == number) {
            request.status = status;
        }
    }

    pub(crate) fn all(&self) -> &[LoggedRequest] {
        &self.all
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.all.iter().filter(|request| request.path.starts_with(path)).count()
    }

    pub(crate) fn clear(&mut self) {
        self.all.clear();
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '_'], "");
    ["accesskey", "apikey", "clientsecret", "refreshtoken", "accesstoken", "token", "password"].contains(&name.as_str())
}

fn masked(name: &str, value: &str) -> String {
    if is_secret(name) { MASK.to_owned() } else { value.to_owned() }
}

fn without_credential(name: &str, value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, _)) if name == "authorization" => format!("{scheme} {MASK}"),
        None if name == "authorization" => MASK.to_owned(),
        _ => value.to_owned(),
    }
}

fn body(request: &Request) -> Value {
    if request.header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        let fields = form_urlencoded::parse(&request.body);
        return fields.map(|(name, value)| (name.to_string(), Value::from(masked(&name, &value)))).collect();
    }
    let mut body = serde_json::from_slice(&request.body).unwrap_or_default();
    mask(&mut body);
    body
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) {
                    *value = Value::from(MASK);
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}
