//! Pages with numbers.

use super::parameter::{IntoPlace, Parameter};
use super::stop::{self, Stop};
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Wanted};

/// Pages by number, from 1 on, in the parameter `page`.
///
/// Without `last_page`, `total` or `has_more` the pages go on until an empty one.
pub fn page_number() -> PageNumberPages {
    PageNumberPages {
        page: Parameter::new("page"),
        size_parameter: Parameter::new("per_page"),
        size: None,
        start: 1,
        at: 1,
        seen: 0,
        last_page: None,
        stop: Stop::default(),
    }
}

/// See [`page_number`].
#[derive(Debug, Clone)]
pub struct PageNumberPages {
    page: Parameter,
    size_parameter: Parameter,
    size: Option<u64>,
    start: u64,
    at: u64,
    seen: u64,
    last_page: Option<String>,
    stop: Stop,
}

impl PageNumberPages {
    /// Sets how many rows a page has; the source's own choice, and no parameter, unless set.
    pub fn page_size(mut self, rows: u64) -> Self {
        self.size = Some(rows.max(1));
        self
    }

    /// Sets the number of the first page; 1 unless set.
    pub fn start(mut self, page: u64) -> Self {
        self.start = page;
        self
    }

    /// Names the parameter of the number; `page` unless set.
    pub fn page_param(mut self, name: impl Into<String>) -> Self {
        self.page.rename(name);
        self
    }

    /// Names the parameter of the size; `per_page` unless set.
    pub fn page_size_param(mut self, name: impl Into<String>) -> Self {
        self.size_parameter.rename(name);
        self
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(mut self, place: impl IntoPlace) -> Self {
        let place = place.into_place();
        self.page.move_to(place);
        self.size_parameter.move_to(place);
        self
    }

    /// Points to the number of the last page, counted as the pages are; for pages from 1 on that is their count.
    pub fn last_page(mut self, pointer: impl Into<String>) -> Self {
        self.last_page = Some(pointer.into());
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

    /// Takes a page with fewer rows than its size as the last one, which saves the request that finds nothing. Only
    /// for sources that never give fewer before their end.
    pub fn short_page_is_last(mut self) -> Self {
        self.stop.short_page = true;
        self
    }

    fn page(&self) -> Step {
        let mut edits = vec![self.page.set(self.at)];
        edits.extend(self.size.map(|size| self.size_parameter.set(size)));
        Step::Page(edits)
    }
}

impl Paginate for PageNumberPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted { pointers: self.last_page.iter().cloned().collect(), last_row: false };
        self.stop.want(&mut wanted);
        wanted
    }

    fn first(&mut self) -> Result<Step> {
        (self.at, self.seen) = (self.start, 0);
        Ok(self.page())
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        self.seen += answer.rows.unwrap_or_default() as u64;
        let last = self.last_page.as_ref().map(|pointer| stop::count(answer, pointer)).transpose()?.flatten();
        let done = match last {
            Some(last) => self.at >= last,
            None => self.stop.is_last(answer, self.seen, self.size)?,
        };
        if done {
            return Ok(Step::Done);
        }
        // A total that counts more rows than there are would be asked for without end.
        if answer.rows == Some(0) && last.is_none() && self.stop.has_more.is_none() {
            return Ok(Step::Done);
        }
        self.at += 1;
        Ok(self.page())
    }
}
