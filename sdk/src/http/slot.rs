//! What a paged request and the loop around it tell each other.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};
use serde_json::Value as Json;

use super::outgoing::Outgoing;
use super::records::Wanted;
use super::redact;
use crate::error::{Error, Result};

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// Into the query.
    #[default]
    Query,
    /// Into a header.
    Header,
    /// Into the body, JSON or form; the name may be a pointer: `/page/after`.
    Body,
    /// Into the variables of a GraphQL query.
    Variables,
}

/// A change that a page makes to its request.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Sets a parameter.
    Set(Place, String, Json),
    /// Asks another address instead, with nothing of the request's own query.
    Url(String),
}

/// What is known of the answer to a page's request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The address that answered.
    pub url: Url,
    /// The values at the pointers that the style asked for. One that is missing here was missing there.
    pub values: BTreeMap<String, Json>,
    /// How many rows came, before the connector's own code saw them. `None` where the rows' place was not named.
    pub rows: Option<usize>,
    /// The last row, for styles that asked for it.
    pub last_row: Option<Json>,
    /// Stands for the whole body: two bodies with different digests differ.
    pub digest: u64,
}

/// The requests of one run of pages, to find one that is sent twice.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<HashSet<u64>>);

impl Ledger {
    /// Notes a request; `false` if it was sent before.
    fn note(&self, outgoing: &Outgoing) -> bool {
        let mut hasher = DefaultHasher::new();
        outgoing.method.as_str().hash(&mut hasher);
        outgoing.url.as_str().hash(&mut hasher);
        let mut headers: Vec<_> =
            outgoing.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        headers.sort_unstable();
        headers.hash(&mut hasher);
        outgoing.encoded().1.hash(&mut hasher);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hasher.finish())
    }
}

/// One page's request and answer. Made by the loop, filled by the request that was given the page.
#[derive(Debug)]
pub struct Slot {
    /// Which page of the run this is, from 1 on.
    pub(crate) number: usize,
    pub(crate) edits: Vec<Edit>,
    pub(crate) wanted: Arc<Wanted>,
    pub(crate) ledger: Arc<Ledger>,
    answer: Mutex<Option<Answer>>,
}

impl Slot {
    /// The page of this number, which makes these changes.
    pub fn new(number: usize, edits: Vec<Edit>, wanted: Arc<Wanted>, ledger: Arc<Ledger>) -> Self {
        Self { number, edits, wanted, ledger, answer: Mutex::default() }
    }

    /// The answer, once there is one.
    pub fn take_answer(&self) -> Option<Answer> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn answered(&self, answer: Answer) {
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    }

    /// Makes the changes, all but another address, which the request itself has to know.
    pub(super) fn edit(&self, outgoing: &mut Outgoing) -> Result<()> {
        for edit in &self.edits {
            let Edit::Set(place, name, value) = edit else { continue };
            let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match place {
                Place::Query => outgoing.set_query(name, &text()),
                Place::Header => outgoing.set_header(name, &text())?,
                Place::Body => outgoing.set_field(name, value.clone())?,
                Place::Variables => outgoing.set_field(&format!("/variables/{name}"), value.clone())?,
            }
        }
        Ok(())
    }

    /// Another address, if the page has one.
    pub(super) fn url(&self) -> Option<&str> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::Url(url) => Some(url.as_str()),
            Edit::Set(..) => None,
        })
    }

    /// Refuses a request that was sent before: it would get the same page, and the loop would never end.
    pub(super) fn guard(&self, outgoing: &Outgoing) -> Result<()> {
        if self.ledger.note(outgoing) {
            return Ok(());
        }
        let names: Vec<String> = self.edits.iter().map(Edit::describe).collect();
        let asked = redact::url(&outgoing.url);
        let again = Error::source(format!(
            "the request {} {asked} was sent before in this run of pages, so they go round in a circle{}{}",
            outgoing.method,
            if names.is_empty() { "" } else { ": " },
            names.join(", ")
        ));
        let again = again.next_step("check the parameter's name, or how the source marks its last page");
        Err(again.context(format!("page {}", self.number)))
    }
}

impl Edit {
    fn describe(&self) -> String {
        match self {
            Self::Set(_, name, _) if redact::is_sensitive(name) && !name.contains("page") => {
                format!("`{name}` came again")
            }
            Self::Set(_, name, value) => format!("`{name}` is {value} again"),
            Self::Url(_) => "the address of the next page came again".to_owned(),
        }
    }
}
