//! Slices of time, newest first: the present in every sync, and history as far as the time goes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::parameter::IntoPlace;
use super::window::{IntoStart, WindowPages, span, window};
use super::within::Slices;
use super::{Paginate, Step};
use crate::clock;
use crate::error::{Error, Result};
use crate::http::{Answer, Edit, Wanted};

/// Pages by time, in parameters `from` and `until`, newest first: every sync begins with what came since the last one,
/// up to now, in slices of a day. Then it goes back through history, slice by slice, until `start` is reached or the
/// sync's `budget` of time is used up; the next sync goes on there. A first sync begins `recent` ago.
///
/// Each sync reads one slice of history at least, so that history comes to its end however small the budget is. Where
/// two slices meet the moment is part of both; rows that come twice replace themselves.
///
/// Several tables share no budget: give the connector a `concurrency`, so that none waits for the history of another.
pub fn priority_first() -> PriorityFirstPages {
    PriorityFirstPages {
        window: window(),
        recent: None,
        budget: None,
        left: None,
        progress: Progress::default(),
        slice: None,
        went_back: false,
    }
}

/// See [`priority_first`].
#[derive(Debug, Clone)]
pub struct PriorityFirstPages {
    window: WindowPages,
    recent: Option<String>,
    budget: Option<String>,
    left: Option<TimeDelta>,
    progress: Progress,
    slice: Option<Slice>,
    went_back: bool,
}

/// What is kept in the state: all between `oldest` and `newest` was read, and history ends at `start`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Progress {
    newest: DateTime<Utc>,
    oldest: DateTime<Utc>,
    start: DateTime<Utc>,
}

/// A slice that was asked for, by the end to which it moves the progress.
#[derive(Debug, Clone, Copy)]
enum Slice {
    New(DateTime<Utc>),
    Old(DateTime<Utc>),
}

impl PriorityFirstPages {
    fn with(mut self, change: impl FnOnce(WindowPages) -> WindowPages) -> Self {
        self.window = change(self.window);
        self
    }

    /// Sets the width of a slice: `"30m"`, `"6h"`, `"1d"`, `"4w"`; a day unless set.
    pub fn step(self, width: impl Into<String>) -> Self {
        self.with(|window| window.step(width))
    }

    /// Sets where history ends. There is no default: a source's first day is nobody's guess. A time before now, such as
    /// `"5d"`, is counted back from the first sync.
    pub fn start(self, start: impl IntoStart) -> Self {
        self.with(|window| window.start(start))
    }

    /// Sets how long ago a first sync begins; the width of a slice unless set.
    pub fn recent(mut self, time: impl Into<String>) -> Self {
        self.recent = Some(time.into());
        self
    }

    /// Sets how long a sync may go on before it begins another slice of history: `"6h"`. No end unless set.
    pub fn budget(mut self, time: impl Into<String>) -> Self {
        self.budget = Some(time.into());
        self
    }

    /// Reads this much of what was read before again, for sources whose rows come late: `"2h"`.
    pub fn lookback(self, time: impl Into<String>) -> Self {
        self.with(|window| window.lookback(time))
    }

    /// Names the parameter of a slice's begin; `from` unless set.
    pub fn from_param(self, name: impl Into<String>) -> Self {
        self.with(|window| window.from_param(name))
    }

    /// Names the parameter of a slice's end; `until` unless set.
    pub fn until_param(self, name: impl Into<String>) -> Self {
        self.with(|window| window.until_param(name))
    }

    /// Writes dates (`2026-01-31`) instead of instants.
    pub fn dates(self) -> Self {
        self.with(WindowPages::dates)
    }

    /// Says where the parameters go; `"query"` unless set.
    pub fn place(self, place: impl IntoPlace) -> Self {
        self.with(|window| window.place(place))
    }

    /// Points to whether the answer left rows of the slice out, which is an error: the slice is too wide for the
    /// source.
    pub fn has_more(self, pointer: impl Into<String>) -> Self {
        self.with(|window| window.has_more(pointer))
    }

    /// Whether another slice of history may begin.
    fn may_go_back(&mut self) -> bool {
        let first = !std::mem::replace(&mut self.went_back, true);
        first || self.left.is_none_or(|budget| clock::current().now() - self.window.now() < budget)
    }
}

impl Slices for PriorityFirstPages {
    fn resume(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        self.window.prepare(now)?;
        self.left = self.budget.as_deref().map(span).transpose()?;
        self.slice = None;
        let start = self.window.first_start()?.min(now);
        self.progress = match position {
            None => {
                let recent = self.recent.as_deref().map_or(Ok(self.window.width()), span)?;
                let recent = (now - recent).max(start);
                Progress { newest: recent, oldest: recent, start }
            }
            Some(position) => {
                let saved: Progress = serde_json::from_value(position).map_err(|error| {
                    Error::configuration(format!("the saved position does not fit this connector: {error}"))
                        .next_step("correct it with `state set`, or forget it with `state reset`")
                })?;
                // A start that is counted back from now would run away from the history that is still to be read.
                let start = if self.window.starts_before_now() { start.min(saved.start) } else { start };
                Progress { newest: (saved.newest - self.window.looks_back()?).max(saved.oldest), start, ..saved }
            }
        };
        Ok(())
    }

    fn advance(&mut self) -> Option<Vec<Edit>> {
        match self.slice.take() {
            Some(Slice::New(until)) => self.progress.newest = until,
            Some(Slice::Old(from)) => self.progress.oldest = from,
            None => {}
        }
        let (Progress { newest, oldest, start }, now) = (self.progress, self.window.now());
        if newest < now {
            let until = newest.checked_add_signed(self.window.width()).map_or(now, |until| until.min(now));
            self.slice = Some(Slice::New(until));
            return Some(self.window.edits(newest, until));
        }
        if oldest > start && self.may_go_back() {
            let from = oldest.checked_sub_signed(self.window.width()).map_or(start, |from| from.max(start));
            self.slice = Some(Slice::Old(from));
            return Some(self.window.edits(from, oldest));
        }
        None
    }

    fn reached(&self) -> Option<Json> {
        serde_json::to_value(self.progress).ok()
    }
}

impl Paginate for PriorityFirstPages {
    type Page = Self;

    fn wanted(&self) -> Wanted {
        self.window.wanted()
    }

    fn begin(&mut self, now: DateTime<Utc>, position: Option<Json>) -> Result<()> {
        Slices::resume(self, now, position)
    }

    fn first(&mut self) -> Result<Step> {
        Ok(self.advance().map_or(Step::Done, Step::Page))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        self.window.refuse_more(answer)?;
        self.first()
    }

    fn position(&self) -> Option<Json> {
        Slices::reached(self)
    }
}

#[cfg(test)]
mod tests;
