//! The loop around a style, one step at a time, and its guards.

use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::{Paginate, Step};
use crate::error::{Error, Result};
use crate::http::{Edit, Ledger, PageOf, Place, Slot, Wanted};

/// More pages than this are no pages any more.
const MOST_PAGES: usize = 1_000_000;

/// A page to ask for: the `page` argument of a paginated reader, to be given to its request with
/// [`page`](crate::http::Request::page).
pub struct Page<S> {
    slot: Arc<Slot>,
    style: PhantomData<fn(S)>,
}

impl<S> Clone for Page<S> {
    fn clone(&self) -> Self {
        Self { slot: self.slot.clone(), style: PhantomData }
    }
}

impl<S> Page<S> {
    /// Which page of the run this is, from 1 on.
    pub fn number(&self) -> usize {
        self.slot.number
    }

    /// The value of one of the page's parameters, for requests that need it elsewhere.
    pub fn parameter(&self, name: &str) -> Option<&Json> {
        self.slot.edits.iter().find_map(|edit| match edit {
            Edit::Set(_, known, value) if known == name => Some(value),
            _ => None,
        })
    }
}

impl<S> PageOf for Page<S> {
    fn slot(&self) -> Arc<Slot> {
        self.slot.clone()
    }
}

impl<S> PageOf for &Page<S> {
    fn slot(&self) -> Arc<Slot> {
        self.slot.clone()
    }
}

/// A run of pages.
pub struct Pages<S> {
    style: S,
    wanted: Arc<Wanted>,
    ledger: Arc<Ledger>,
    number: usize,
    most: usize,
    digest: Option<u64>,
    next: Option<Vec<Edit>>,
}

impl<S: Paginate> Pages<S> {
    /// A run from its begin, or from where the last sync stopped.
    pub fn begin(mut style: S, now: DateTime<Utc>, position: Option<Json>) -> Result<Self> {
        style.begin(now, position)?;
        let wanted = Arc::new(style.wanted());
        let next = match style.first()? {
            Step::Page(edits) => Some(edits),
            Step::Done => None,
        };
        Ok(Self { style, wanted, ledger: Arc::default(), number: 0, most: MOST_PAGES, digest: None, next })
    }

    /// Sets how many pages there can be; a million unless set.
    pub fn most(mut self, pages: usize) -> Self {
        self.most = pages;
        self
    }

    /// The next page to ask for; `None` after the last one.
    pub fn page(&mut self) -> Result<Option<Page<S::Page>>> {
        let Some(edits) = &self.next else { return Ok(None) };
        if self.number >= self.most {
            return Err(Error::source(format!("there are more than {} pages", self.most))
                .next_step("say how the source marks its last page, or raise `max_pages`"));
        }
        self.number += 1;
        let slot = Arc::new(Slot::new(self.number, edits.clone(), self.wanted.clone(), self.ledger.clone()));
        Ok(Some(Page { slot, style: PhantomData }))
    }

    /// Takes the answer to a page, from which the next one follows. `rows` are those that the reader made of it.
    pub fn answered(&mut self, page: &Page<S::Page>, rows: usize) -> Result<()> {
        self.answered_inner(page, rows).map_err(|error| error.context(format!("page {}", self.number)))
    }

    fn answered_inner(&mut self, page: &Page<S::Page>, rows: usize) -> Result<()> {
        let Some(mut answer) = page.slot.take_answer() else {
            // A style that changes nothing need not be told anything either.
            if page.slot.edits.is_empty()
                && self.wanted.pointers.is_empty()
                && !self.wanted.last_row
                && self.number == 1
            {
                self.next = None;
                return Ok(());
            }
            return Err(
                Error::bug("the reader did not ask for its page").next_step("write `.page(page)` on its request")
            );
        };
        let count = *answer.rows.get_or_insert(rows);
        if answer.digest != 0 && count > 0 && self.digest == Some(answer.digest) {
            let names: Vec<_> = page.slot.edits.iter().map(name).collect();
            return Err(Error::source(format!(
                "the answer is the same as that to the page before, so {} changed nothing",
                names.join(", ")
            ))
            .next_step("check the parameter's name: sources ignore those that they do not know"));
        }
        self.digest = Some(answer.digest);
        let next = match self.style.next(&answer)? {
            Step::Page(edits) => Some(edits),
            Step::Done => None,
        };
        if let Some(edits) = next.as_ref().filter(|edits| **edits == page.slot.edits) {
            let names: Vec<_> = edits.iter().map(name).collect();
            return Err(Error::source(format!(
                "{} did not move, so the next page would be this one again",
                names.join(", ")
            )));
        }
        self.next = next;
        Ok(())
    }

    /// Takes the refusal of a page: without a page to ask for instead it is an error.
    pub fn refused(&mut self, error: Error) -> Result<()> {
        let instead = error.status().map_or(Ok(None), |status| self.style.refused(status))?;
        match instead {
            Some(Step::Page(edits)) => self.next = Some(edits),
            Some(Step::Done) => self.next = None,
            None => return Err(error),
        }
        Ok(())
    }

    /// Where to go on if the sync ends here.
    pub fn position(&self) -> Option<Json> {
        self.style.position()
    }
}

fn name(edit: &Edit) -> String {
    match edit {
        Edit::Set(Place::Header, name, _) => format!("the header `{name}`"),
        Edit::Set(_, name, _) => format!("`{name}`"),
        Edit::Url(_) => "the address of the next page".to_owned(),
    }
}
