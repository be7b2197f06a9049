//! The whole address of the next page in each answer.

use serde_json::Value as Json;

use super::stop::unfit;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Edit, Wanted};

/// Pages by the address that each answer gives for the next one, at `/next` unless `url` says otherwise. The last
/// page has none. The reader's own parameters go with the first page only, as the address holds all it needs.
pub fn next_url() -> NextUrlPages {
    NextUrlPages { url: "/next".to_owned() }
}

/// See [`next_url`].
#[derive(Debug, Clone)]
pub struct NextUrlPages {
    url: String,
}

impl NextUrlPages {
    /// Points to the address; `/next` unless set.
    pub fn url(mut self, pointer: impl Into<String>) -> Self {
        self.url = pointer.into();
        self
    }
}

impl Paginate for NextUrlPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        Wanted { pointers: vec![self.url.clone()], last_row: false }
    }

    fn first(&mut self) -> Result<Step> {
        Ok(Step::Page(Vec::new()))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        match answer.values.get(&self.url) {
            None | Some(Json::Null | Json::Bool(false)) => Ok(Step::Done),
            Some(Json::String(url)) if url.trim().is_empty() => Ok(Step::Done),
            Some(Json::String(url)) => Ok(Step::Page(vec![Edit::Url(absolute(answer, url))])),
            Some(other) => Err(unfit(answer, &self.url, other, "an address")),
        }
    }
}

/// An address may be relative to the page that it stands in.
pub(super) fn absolute(answer: &Answer, url: &str) -> String {
    answer.url.join(url.trim()).map_or_else(|_| url.to_owned(), Into::into)
}
