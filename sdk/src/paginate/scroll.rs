//! A token that outlives the sync: a scroll that was begun is finished, by the next sync if need be.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::cursor::{CursorPages, cursor};
use super::parameter::IntoPlace;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Wanted};

/// Pages by a token, as [`cursor`], which is kept in the state until the last page has come and forgotten then: a
/// sync that breaks off goes on where it stopped. Where the source has forgotten the token by then, and says so with
/// status 404 or 410, the scroll begins anew. The parameter is `scroll_token`, the token stands at
/// `/scroll_token`.
pub fn scroll() -> ScrollPages {
    ScrollPages { pages: cursor().param("scroll_token").token("/scroll_token"), token: None, resumed: false }
}

/// See [`scroll`].
#[derive(Debug, Clone)]
pub struct ScrollPages {
    pages: CursorPages,
    token: Option<Json>,
    /// Whether the token is the last sync's.
    resumed: bool,
}

impl ScrollPages {
    fn with(mut self, change: impl FnOnce(CursorPages) -> CursorPages) -> Self {
        self.pages = change(self.pages);
        self
    }

    /// Points to the token in the body; `/scroll_token` unless set.
    pub fn token(self, pointer: impl Into<String>) -> Self {
        self.with(|pages| pages.token(pointer))
    }

    /// Names the header that holds the token, for sources that send it in one.
    pub fn token_header(self, name: impl Into<String>) -> Self {
        self.with(|pages| pages.token_header(name))
    }

    /// Points to the token in the last row of a page, for sources whose rows each lead on from themselves.
    pub fn token_of_last_row(self, pointer: impl Into<String>) -> Self {
        self.with(|pages| pages.token_of_last_row(pointer))
    }

    /// Asks for pages of this many rows, in the parameter `limit`.
    pub fn limit(self, rows: u64) -> Self {
        self.with(|pages| pages.limit(rows))
    }

    /// Names the parameter of the limit. Comes after `limit`.
    pub fn limit_param(self, name: impl Into<String>) -> Self {
        self.with(|pages| pages.limit_param(name))
    }

    /// Names the parameter that sends the token back; `scroll_token` unless set.
    pub fn param(self, name: impl Into<String>) -> Self {
        self.with(|pages| pages.param(name))
    }

    /// Says where the parameter goes; `"query"` unless set.
    pub fn place(self, place: impl IntoPlace) -> Self {
        self.with(|pages| pages.place(place))
    }

    /// Points to whether there is more.
    pub fn has_more(self, pointer: impl Into<String>) -> Self {
        self.with(|pages| pages.has_more(pointer))
    }
}

impl Paginate for ScrollPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        self.pages.wanted()
    }

    fn begin(&mut self, _now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        self.resumed = position.is_some();
        self.token = position;
        Ok(())
    }

    fn first(&mut self) -> Result<Step> {
        Ok(self.pages.page(self.token.as_ref()))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        self.resumed = false;
        self.token = self.pages.token_of(answer)?;
        Ok(self.token.as_ref().map_or(Step::Done, |token| self.pages.page(Some(token))))
    }

    fn refused(&mut self, status: u16) -> Result<Option<Step>> {
        if !self.resumed || !matches!(status, 404 | 410) {
            return Ok(None);
        }
        tracing::warn!("the scroll that the last sync began has expired; it begins anew");
        (self.token, self.resumed) = (None, false);
        self.first().map(Some)
    }

    fn position(&self) -> Option<Json> {
        self.token.clone()
    }
}
