//! A token in each answer that leads to the next page.

use serde_json::Value as Json;

use super::parameter::{IntoPlace, Parameter};
use super::stop::{Stop, unfit};
use super::{Paginate, Step};
use crate::error::{Error, Result};
use crate::http::{Answer, Wanted};

/// Pages by a token that each answer gives for the next one, in the parameter `cursor`.
///
/// The last page has no token, a null, an empty one, or `has_more` is false. An empty page with a token is followed.
pub fn cursor() -> CursorPages {
    CursorPages {
        parameter: Parameter::new("cursor"),
        size: None,
        source: Source::Body("/next_cursor".to_owned()),
        stop: Stop::default(),
    }
}

/// See [`cursor`].
#[derive(Debug, Clone)]
pub struct CursorPages {
    parameter: Parameter,
    size: Option<(Parameter, u64)>,
    source: Source,
    stop: Stop,
}

/// Where the token is found.
#[derive(Debug, Clone)]
enum Source {
    Body(String),
    Header(String),
    LastRow(String),
}

impl Source {
    fn place(&self) -> &str {
        match self {
            Self::Body(place) | Self::Header(place) | Self::LastRow(place) => place,
        }
    }
}

impl CursorPages {
    /// Points to the token in the body; `/next_cursor` unless set.
    pub fn token(mut self, pointer: impl Into<String>) -> Self {
        self.source = Source::Body(pointer.into());
        self
    }

    /// Names the header that holds the token, for sources that send it in one.
    pub fn token_header(mut self, name: impl Into<String>) -> Self {
        self.source = Source::Header(name.into());
        self
    }

    /// Points to the token in the last row of a page, for sources whose rows each lead on from themselves. A page without
    /// rows is the last one.
    pub fn token_of_last_row(mut self, pointer: impl Into<String>) -> Self {
        self.source = Source::LastRow(pointer.into());
        self
    }

    /// Names the parameter that sends the token back; `cursor` unless set.
    pub fn param(mut self, name: impl Into<String>) -> Self {
        self.parameter.rename(name);
        self
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(mut self, place: impl IntoPlace) -> Self {
        let place = place.into_place();
        self.parameter.move_to(place);
        if let Some((parameter, _)) = &mut self.size {
            parameter.move_to(place);
        }
        self
    }

    /// Points to whether there is more.
    pub fn has_more(mut self, pointer: impl Into<String>) -> Self {
        self.stop.has_more = Some(pointer.into());
        self
    }

    /// Asks for pages of this many rows, in the parameter `limit`.
    pub fn limit(mut self, rows: u64) -> Self {
        self.size = Some((Parameter::new("limit"), rows));
        self
    }

    /// Names the parameter of the limit. Comes after `limit`.
    pub fn limit_param(mut self, name: impl Into<String>) -> Self {
        if let Some((parameter, _)) = &mut self.size {
            parameter.rename(name);
        }
        self
    }

    pub(super) fn token_of(&self, answer: &Answer) -> Result<Option<Json>> {
        let token =
            match &self.source {
                Source::Header(name) => {
                    answer.headers.get(name).and_then(|token| token.to_str().ok()).map(|token| Json::from(token.trim()))
                }
                // Many sources leave the token out of their last answer.
                Source::Body(pointer) => match answer.values.get(pointer) {
                    Some(found @ (Json::Array(_) | Json::Object(_) | Json::Bool(true))) => {
                        return Err(unfit(answer, pointer, found, "a token"));
                    }
                    found => found.cloned(),
                },
                Source::LastRow(pointer) => match &answer.last_row {
                    Some(row) => Some(row.pointer(pointer).cloned().ok_or_else(|| {
                        Error::source(format!("the last row of the page has no token at `{pointer}`"))
                    })?),
                    None => None,
                },
            };
        let empty = |token: &Json| token.is_null() || *token == Json::Bool(false) || token.as_str() == Some("");
        let token = token.filter(|token| !empty(token));
        if self.stop.has_more.is_none() {
            return Ok(token);
        }
        match (self.stop.is_last(answer, 0, None)?, token) {
            (true, _) => Ok(None),
            (false, Some(token)) => Ok(Some(token)),
            (false, None) => {
                let place = self.source.place();
                Err(Error::source(format!("the answer says that there is more, but has no token at `{place}`")))
            }
        }
    }

    pub(super) fn page(&self, token: Option<&Json>) -> Step {
        let mut edits: Vec<_> = token.map(|token| self.parameter.set(token.clone())).into_iter().collect();
        edits.extend(self.size.as_ref().map(|(parameter, rows)| parameter.set(*rows)));
        Step::Page(edits)
    }
}

impl Paginate for CursorPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        if let Source::Body(pointer) = &self.source {
            wanted.pointers.push(pointer.clone());
        }
        wanted.last_row = matches!(self.source, Source::LastRow(_));
        self.stop.want(&mut wanted);
        wanted
    }

    fn first(&mut self) -> Result<Step> {
        Ok(self.page(None))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        Ok(self.token_of(answer)?.map_or(Step::Done, |token| self.page(Some(&token))))
    }
}
