//! A whole answer, and how it becomes structs.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::Value as Json;

use super::failure::About;
use super::records::{Found, Walk, Wanted, steps};
use super::redact;
use super::retry_after;
use super::slot::Answer;
use crate::error::{Error, Result};

/// An answer with a good status and all of its body.
#[derive(Debug)]
pub struct Response {
    pub(super) about: About,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) url: Url,
    pub(super) body: Vec<u8>,
}

/// The request, without its secrets.
impl std::fmt::Display for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.about.fmt(f)
    }
}

impl Response {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// A header as text, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the server asks to be left alone, by its `Retry-After`.
    pub(crate) fn retry_after(&self, now: DateTime<Utc>) -> Option<Duration> {
        retry_after::said(&self.headers, now)
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The address that answered, after redirects.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The body as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text. Fails where it is not UTF-8.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body)
            .map_err(|error| self.misfit(format!("text that is not UTF-8 from byte {} on", error.valid_up_to())))
    }

    /// The body as JSON of a type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.refuse_other_content()?;
        serde_json::from_slice(&self.body).map_err(|error| self.wrong_json(&error, None))
    }

    /// One value of a JSON body, by pointer; null if it is not there. Nothing else is kept.
    pub fn peek(&self, pointer: &str) -> Result<Json> {
        let wanted = Wanted { pointers: vec![pointer.to_owned()], last_row: false };
        let mut found = self.walk::<Json>(None, &wanted)?;
        Ok(found.values.remove(pointer).unwrap_or_default())
    }

    /// One value of a JSON body as a type, by pointer. Fails where it is not there.
    pub fn value<T: DeserializeOwned>(&self, pointer: &str) -> Result<T> {
        match self.peek(pointer)? {
            Json::Null => Err(self.misfit(format!("JSON without anything at `{pointer}`"))),
            value => serde_json::from_value(value)
                .map_err(|error| self.misfit(format!("a value at `{pointer}` that does not fit: {error}"))),
        }
    }

    /// The rows at a JSON pointer (`"/data/items"`; `""` for a body that is an array itself), each read straight into
    /// its struct. Fails where the place is not there, as no rows and wrong rows must not look alike.
    pub fn records<T: DeserializeOwned>(&self, pointer: &str) -> Result<Vec<T>> {
        Ok(self.rows(pointer, &Wanted::default())?.rows)
    }

    /// The rows, and what paging wants to know.
    pub(super) fn rows<T: DeserializeOwned>(&self, pointer: &str, wanted: &Wanted) -> Result<Found<Vec<T>>> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(Error::bug(format!("`{pointer}` is no JSON pointer")).next_step(format!("write `/{pointer}`")));
        }
        let found = self.walk(Some(pointer), wanted)?;
        if found.is_there {
            return Ok(found);
        }
        let error = self.misfit(format!("JSON without anything at `{pointer}`"));
        Err(error.next_step("name the place of the rows, or report this answer as the error that it may be"))
    }

    /// Answers the style's questions about a body whose rows were not read as such.
    pub(super) fn answer(&self, wanted: &Wanted) -> Answer {
        // A body that is no JSON answers no question; what it lacks is said where it is needed.
        let values = if wanted.pointers.is_empty() { None } else { self.walk::<Json>(None, wanted).ok() };
        self.answer_with(values.map(|found| found.values).unwrap_or_default(), None, None)
    }

    pub(super) fn answer_with(
        &self,
        values: std::collections::BTreeMap<String, Json>,
        rows: Option<usize>,
        last_row: Option<Json>,
    ) -> Answer {
        let mut hasher = DefaultHasher::new();
        self.body.hash(&mut hasher);
        let (headers, url) = (self.headers.clone(), self.url.clone());
        Answer { status: self.status, headers, url, values, rows, last_row, digest: hasher.finish() }
    }

    fn walk<T: DeserializeOwned>(&self, rows: Option<&str>, wanted: &Wanted) -> Result<Found<Vec<T>>> {
        self.refuse_other_content()?;
        let rows = rows.map(steps);
        let values: Vec<_> = wanted.pointers.iter().map(|pointer| (pointer.clone(), steps(pointer))).collect();
        let mut found = Found::new(Vec::new());
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        let walk = Walk::<T, _>::new(rows.as_deref(), &values, wanted.last_row, &mut found);
        let walked = walk.deserialize(&mut json).and_then(|()| json.end());
        match walked {
            Ok(()) => Ok(found),
            Err(error) => Err(self.wrong_json(&error, rows.map(|_| found.count + 1))),
        }
    }

    /// A login page or a proxy's message with status 200.
    fn refuse_other_content(&self) -> Result<()> {
        let start = self.body.trim_ascii_start();
        if start.is_empty() {
            return Err(self.misfit("nothing where JSON was expected"));
        }
        if start[0] == b'<' {
            let what = if start.get(1..).is_some_and(|rest| rest.starts_with(b"?xml")) { "XML" } else { "HTML" };
            return Err(self.misfit(format!("{what} instead of JSON")));
        }
        Ok(())
    }

    fn wrong_json(&self, error: &serde_json::Error, row: Option<usize>) -> Error {
        if let Err(utf8) = std::str::from_utf8(&self.body) {
            return self.misfit(format!("text that is not UTF-8 from byte {} on", utf8.valid_up_to()));
        }
        if error.is_eof() {
            let cut = self.misfit(format!("JSON that was cut short after {} bytes", self.body.len()));
            return cut.with_kind(crate::ErrorKind::Transient);
        }
        match (error.is_data(), row) {
            (true, Some(row)) => self.misfit(format!("a row that does not fit its struct (row {row}): {error}")),
            (true, None) => self.misfit(format!("JSON that does not fit: {error}")),
            (false, _) if !self.claims_json() => self.misfit(format!(
                "content of type `{}` instead of JSON",
                self.header("content-type").unwrap_or("unknown")
            )),
            (false, _) => self.misfit(format!("something that is no JSON: {error}")),
        }
    }

    fn claims_json(&self) -> bool {
        self.header("content-type").is_none_or(|kind| kind.contains("json"))
    }

    /// The answer is not what it should be.
    pub(crate) fn misfit(&self, what: impl std::fmt::Display) -> Error {
        let excerpt = redact::excerpt(&self.body);
        let begins = if excerpt.is_empty() { String::new() } else { format!(", beginning with `{excerpt}`") };
        Error::source(format!("{} answered {} with {what}{begins}", self.about, self.status))
    }
}
