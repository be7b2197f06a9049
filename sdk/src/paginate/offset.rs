//! "Skip this many rows, give me that many."

use super::parameter::{IntoPlace, Parameter};
use super::stop::Stop;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Wanted};

/// Pages by the number of rows to skip, in parameters `offset` and `limit`.
///
/// The next page skips the rows that really came: a source may give fewer than asked for. Without `total` or
/// `has_more` the pages go on until an empty one.
pub fn offset() -> OffsetPages {
    OffsetPages {
        offset: Parameter::new("offset"),
        limit_parameter: Parameter::new("limit"),
        limit: None,
        start: 0,
        at: 0,
        stop: Stop::default(),
    }
}

/// See [`offset`].
#[derive(Debug, Clone)]
pub struct OffsetPages {
    offset: Parameter,
    limit_parameter: Parameter,
    limit: Option<u64>,
    start: u64,
    at: u64,
    stop: Stop,
}

impl OffsetPages {
    /// Sets how many rows a page has; the source's own choice, and no parameter, unless set.
    pub fn limit(mut self, rows: u64) -> Self {
        self.limit = Some(rows.max(1));
        self
    }

    /// Sets the offset of the first row; 0 unless set.
    pub fn start(mut self, offset: u64) -> Self {
        self.start = offset;
        self
    }

    /// Names the parameter of the offset; `offset` unless set.
    pub fn offset_param(mut self, name: impl Into<String>) -> Self {
        self.offset.rename(name);
        self
    }

    /// Names the parameter of the limit; `limit` unless set.
    pub fn limit_param(mut self, name: impl Into<String>) -> Self {
        self.limit_parameter.rename(name);
        self
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(mut self, place: impl IntoPlace) -> Self {
        let place = place.into_place();
        self.offset.move_to(place);
        self.limit_parameter.move_to(place);
        self
    }

    /// Points to the number of all rows.
    pub fn total(mut self, pointer: impl Into<String>) -> Self {
        self.stop.total = Some(pointer.into());
        self
    }

    /// Points to whether there is more.
    pub fn has_more(mut self, pointer: impl Into<String>) -> Self {
        self.stop.has_more = Some(pointer.into());
        self
    }

    /// Takes a page with fewer rows than the limit as the last one, which saves the request that finds nothing. Only
    /// for sources that never give fewer before their end.
    pub fn short_page_is_last(mut self) -> Self {
        self.stop.short_page = true;
        self
    }
}

impl Paginate for OffsetPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        self.stop.want(&mut wanted);
        wanted
    }

    fn first(&mut self) -> Result<Step> {
        self.at = self.start;
        Ok(self.page())
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        let rows = answer.rows.unwrap_or_default() as u64;
        let before = self.at;
        self.at += rows;
        if self.stop.is_last(answer, self.at - self.start, self.limit)? {
            return Ok(Step::Done);
        }
        if rows == 0 {
            // An empty page in the middle: what it would have held was filtered out.
            match self.limit.filter(|_| self.stop.knows_more_than_rows()) {
                Some(limit) => self.at = before + limit,
                None => return Ok(Step::Done),
            }
        }
        Ok(self.page())
    }
}

impl OffsetPages {
    fn page(&self) -> Step {
        let mut edits = vec![self.offset.set(self.at)];
        edits.extend(self.limit.map(|limit| self.limit_parameter.set(limit)));
        Step::Page(edits)
    }
}
