//! Pages inside of slices of time.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::window::WindowPages;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Edit, Wanted};

/// Slices of time, for pages of any style to stand in.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no slices of time",
    label = "no slices of time",
    note = "write `within = window(step = \"1d\")`"
)]
pub trait Slices: Send + 'static {
    /// Told once, before the first slice: the time, and where the last sync stopped.
    fn resume(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()>;

    /// Takes the slice before as read. The changes that ask for the next one; `None` after the last.
    fn advance(&mut self) -> Option<Vec<Edit>>;

    /// Where to go on after the slices that were read. Part of the state, so no secret.
    fn reached(&self) -> Option<Json>;
}

/// Any style, started anew in each slice of time: `#[paginate(style = "offset", within = window(step = "1d"))]`, or
/// `within = priority_first(…)`.
#[derive(Debug, Clone)]
pub struct Within<S, W = WindowPages> {
    style: S,
    fresh: S,
    slices: W,
    slice: Vec<Edit>,
}

impl<S: Paginate + Clone, W: Slices> Within<S, W> {
    /// The style's pages inside of the slices.
    pub fn new(style: S, slices: W) -> Self {
        Self { fresh: style.clone(), style, slices, slice: Vec::new() }
    }

    fn next_slice(&mut self) -> Result<Step> {
        let Some(slice) = self.slices.advance() else { return Ok(Step::Done) };
        self.slice = slice;
        self.style = self.fresh.clone();
        let step = self.style.first()?;
        Ok(self.in_slice(step))
    }

    fn in_slice(&self, step: Step) -> Step {
        match step {
            Step::Page(edits) => Step::Page(self.slice.iter().cloned().chain(edits).collect()),
            Step::Done => Step::Done,
        }
    }
}

impl<S: Paginate + Clone, W: Slices> Paginate for Within<S, W> {
    type Page = S::Page;

    fn wanted(&self) -> Wanted {
        self.style.wanted()
    }

    fn begin(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        self.slices.resume(now, position)
    }

    fn first(&mut self) -> Result<Step> {
        self.next_slice()
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        match self.style.next(answer)? {
            Step::Done => self.next_slice(),
            page => Ok(self.in_slice(page)),
        }
    }

    fn refused(&mut self, status: u16) -> Result<Option<Step>> {
        let instead = self.style.refused(status)?;
        Ok(instead.map(|step| self.in_slice(step)))
    }

    fn position(&self) -> Option<Json> {
        self.slices.reached()
    }
}
