//! Pages inside of slices of time.

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::window::WindowPages;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Edit, Wanted};

/// Any style, started anew in each slice of time: `#[paginate(style = "offset", within = window(step = "1d"))]`.
#[derive(Debug, Clone)]
pub struct Within<S> {
    style: S,
    fresh: S,
    window: WindowPages,
    slice: Vec<Edit>,
}

impl<S: Paginate + Clone> Within<S> {
    /// The style's pages inside of the window's slices.
    pub fn new(style: S, window: WindowPages) -> Self {
        Self { fresh: style.clone(), style, window, slice: Vec::new() }
    }

    fn next_slice(&mut self) -> Result<Step> {
        let Some(slice) = self.window.advance() else { return Ok(Step::Done) };
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

impl<S: Paginate + Clone> Paginate for Within<S> {
    type Page = S::Page;

    fn wanted(&self) -> Wanted {
        self.style.wanted()
    }

    fn begin(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        self.window.begin(now, position)
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

    fn position(&self) -> Option<Json> {
        self.window.position()
    }
}
