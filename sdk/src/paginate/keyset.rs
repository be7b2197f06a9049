//! "Give me the rows after this one": the last row's key leads to the next page.

use serde_json::Value as Json;

use super::parameter::{IntoPlace, Parameter};
use super::stop::Stop;
use super::{Paginate, Step};
use crate::error::{Error, Result};
use crate::http::{Answer, Wanted};

/// Pages by the key of the last row, in the parameter `after`. The key is `/id` unless `key` says otherwise; a
/// compound key is several calls of `key` and of `param`, in the same order.
///
/// Without `has_more` the pages go on until an empty one.
pub fn keyset() -> KeysetPages {
    KeysetPages { keys: Vec::new(), parameters: Vec::new(), place: None, size: None, stop: Stop::default() }
}

/// See [`keyset`].
#[derive(Debug, Clone)]
pub struct KeysetPages {
    keys: Vec<String>,
    parameters: Vec<String>,
    place: Option<crate::http::Place>,
    size: Option<(String, u64)>,
    stop: Stop,
}

impl KeysetPages {
    /// Points to a part of the key in a row; `/id` unless set.
    pub fn key(mut self, pointer: impl Into<String>) -> Self {
        self.keys.push(pointer.into());
        self
    }

    /// Names the parameter of a part of the key; `after` unless set.
    pub fn param(mut self, name: impl Into<String>) -> Self {
        self.parameters.push(name.into());
        self
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(mut self, place: impl IntoPlace) -> Self {
        self.place = Some(place.into_place());
        self
    }

    /// Asks for pages of this many rows, in the parameter `limit`.
    pub fn limit(mut self, rows: u64) -> Self {
        self.size = Some(("limit".to_owned(), rows.max(1)));
        self
    }

    /// Names the parameter of the limit. Comes after `limit`.
    pub fn limit_param(mut self, name: impl Into<String>) -> Self {
        if let Some((parameter, _)) = &mut self.size {
            *parameter = name.into();
        }
        self
    }

    /// Points to whether there is more.
    pub fn has_more(mut self, pointer: impl Into<String>) -> Self {
        self.stop.has_more = Some(pointer.into());
        self
    }

    /// Takes a page with fewer rows than the limit as the last one. Only for sources that never give fewer before
    /// their end.
    pub fn short_page_is_last(mut self) -> Self {
        self.stop.short_page = true;
        self
    }

    fn page(&self, keys: Vec<Json>) -> Step {
        let parameter = |name: &str| {
            let mut parameter = Parameter::new(name);
            parameter.move_to(self.place.unwrap_or_default());
            parameter
        };
        let named = self.parameters.iter().map(String::as_str).chain(std::iter::repeat_n("after", 1));
        let mut edits: Vec<_> = named.zip(keys).map(|(name, key)| parameter(name).set(key)).collect();
        edits.extend(self.size.as_ref().map(|(name, rows)| parameter(name).set(*rows)));
        Step::Page(edits)
    }
}

impl Paginate for KeysetPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted { pointers: Vec::new(), last_row: true };
        self.stop.want(&mut wanted);
        wanted
    }

    fn first(&mut self) -> Result<Step> {
        if self.keys.is_empty() {
            self.keys.push("/id".to_owned());
        }
        let named = self.parameters.len();
        if named != self.keys.len() && !(named == 0 && self.keys.len() == 1) {
            return Err(Error::bug(format!("the key has {} parts and {named} parameters", self.keys.len()))
                .next_step("write one `param` for each `key`"));
        }
        Ok(self.page(Vec::new()))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        if self.stop.is_last(answer, 0, self.size.as_ref().map(|(_, rows)| *rows))? {
            return Ok(Step::Done);
        }
        let Some(row) = &answer.last_row else {
            return Err(Error::source("the answer says that there is more, but has no row whose key leads on"));
        };
        let key = |pointer: &String| match row.pointer(pointer) {
            Some(key) if !key.is_null() => Ok(key.clone()),
            _ => Err(Error::source(format!("the last row of the page has no key at `{pointer}`"))),
        };
        Ok(self.page(self.keys.iter().map(key).collect::<Result<_>>()?))
    }
}
