//! "What has changed since the last sync": where a reader begins, and how far it has come.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use serde_json::Value as Json;

use super::cursor_value::{CursorValue, IntoCursor};
use crate::error::{Error, Result};
use crate::http::Param;
use crate::table::Incremental;

/// Where a reader of table `T` begins, as an argument: `since: Since<Order>`. It can be passed as a parameter as it is:
/// `.query("updated_since", since)`.
///
/// Its mark says what the source does with rows at the boundary, which nobody can guess:
///
/// - `#[since(inclusive)]`: the source answers with the rows at the cursor and after it. The last rows come again and
///   replace themselves.
/// - `#[since(exclusive)]`: with the rows after it only. The next sync asks from just before the last cursor, so that
///   a row with the same cursor that came late is not lost.
///
/// Further words: `initial = "2026-01-01"` (a first sync begins here), `end = …` (for
/// [`end`](Since::end)), `lookback = "2h"` (read that much again, for rows that come late), `ordered` (the rows come
/// in the order of the cursor, so it can be saved with each page; it is checked), and for children
/// `per = field` (one cursor for each value of this field of the parent).
///
/// Where pages are counted (offsets, page numbers), ask for the newest first and leave `ordered` away. In the order of
/// their changes, a row that changes while pages are read leaves its place to the next one, and that one is missed.
pub struct Since<T> {
    // A struct whose type asked for a cursor would report a table without one wherever it is named.
    start: Option<Arc<dyn Any + Send + Sync>>,
    end: Option<Arc<dyn Any + Send + Sync>>,
    param: Option<String>,
    table: PhantomData<fn() -> T>,
}

impl<T> Clone for Since<T> {
    fn clone(&self) -> Self {
        Self { start: self.start.clone(), end: self.end.clone(), param: self.param.clone(), table: PhantomData }
    }
}

impl<T: Incremental<Cursor: 'static>> Since<T> {
    /// Where to begin; `None` at the very beginning.
    pub fn start(&self) -> Option<&T::Cursor> {
        self.start.as_ref()?.downcast_ref()
    }

    /// Where to end, if the mark says so.
    pub fn end(&self) -> Option<&T::Cursor> {
        self.end.as_ref()?.downcast_ref()
    }
}

impl<T> Param for Since<T> {
    fn param(&self) -> Option<String> {
        self.param.clone()
    }
}

/// What a `#[since(…)]` mark says of a cursor of type `C`.
pub struct Rules<C> {
    inclusive: bool,
    ordered: bool,
    initial: Option<C>,
    end: Option<C>,
    lookback: Option<String>,
    mistake: Option<Error>,
}

impl<C> Rules<C> {
    /// Rules that say nothing yet; the words of the mark are added to them.
    pub(super) fn new() -> Self {
        Self { inclusive: true, ordered: false, initial: None, end: None, lookback: None, mistake: None }
    }

    /// The source answers with the rows at the cursor and after it.
    pub fn inclusive(mut self) -> Self {
        self.inclusive = true;
        self
    }

    /// The source answers with the rows after the cursor only.
    pub fn exclusive(mut self) -> Self {
        self.inclusive = false;
        self
    }

    /// Where a first sync begins.
    pub fn initial(mut self, cursor: impl IntoCursor<C>) -> Self {
        match cursor.into_cursor() {
            Ok(cursor) => self.initial = cursor,
            Err(error) => self.mistake = Some(error),
        }
        self
    }

    /// Where every sync ends.
    pub fn end(mut self, cursor: impl IntoCursor<C>) -> Self {
        match cursor.into_cursor() {
            Ok(cursor) => self.end = cursor,
            Err(error) => self.mistake = Some(error),
        }
        self
    }

    /// How much is read again.
    pub fn lookback(mut self, by: impl Into<String>) -> Self {
        self.lookback = Some(by.into());
        self
    }

    /// The rows come in the order of the cursor.
    pub fn ordered(mut self) -> Self {
        self.ordered = true;
        self
    }
}

impl<C: CursorValue> Rules<C> {
    fn start(&self, saved: Option<&C>) -> Result<Option<C>> {
        let Some(saved) = saved else { return Ok(self.initial.clone()) };
        let mut start = if self.inclusive { saved.clone() } else { saved.before() };
        if let Some(by) = &self.lookback {
            start = start.back(by)?;
        }
        // Looking back never goes behind the beginning.
        Ok(Some(match &self.initial {
            Some(initial) if start < *initial && initial <= saved => initial.clone(),
            _ => start,
        }))
    }

    /// A track from where the last sync came to.
    pub(super) fn track<T: Incremental<Cursor = C>>(mut self, saved: Option<&Json>) -> Result<Box<dyn Track<T>>> {
        if let Some(mistake) = self.mistake.take() {
            return Err(mistake);
        }
        let saved: Option<C> =
            saved.map(|saved| serde_json::from_value(saved.clone())).transpose().map_err(|error| {
                Error::configuration(format!("the saved cursor does not fit this connector: {error}"))
                    .next_step("correct it with `state set`, or forget it with `state reset`")
            })?;
        let start = self.start(saved.as_ref())?;
        Ok(Box::new(Tracked {
            highest: saved.clone(),
            saved,
            start,
            previous: None,
            in_order: self.ordered,
            rules: self,
        }))
    }
}

/// How far a run of pages has come.
pub(super) trait Track<T>: Send {
    /// The reader's argument, a `Since<T>`.
    fn since(&self) -> Arc<dyn Any + Send + Sync>;

    /// Takes rows into account, in the order in which they came. Answers with what the user should be told.
    fn see(&mut self, rows: &[T]) -> Option<String>;

    /// What to save: everything seen once all rows were read, or the rows came in order; else what was saved before.
    fn cursor(&self, complete: bool) -> Result<Option<Json>>;
}

struct Tracked<T: Incremental> {
    rules: Rules<T::Cursor>,
    saved: Option<T::Cursor>,
    start: Option<T::Cursor>,
    highest: Option<T::Cursor>,
    previous: Option<T::Cursor>,
    in_order: bool,
}

impl<T: Incremental<Cursor: CursorValue>> Track<T> for Tracked<T> {
    fn since(&self) -> Arc<dyn Any + Send + Sync> {
        let any =
            |cursor: &Option<T::Cursor>| cursor.clone().map(|cursor| Arc::new(cursor) as Arc<dyn Any + Send + Sync>);
        Arc::new(Since::<T> {
            start: any(&self.start),
            end: any(&self.rules.end),
            param: self.start.param(),
            table: PhantomData,
        })
    }

    fn see(&mut self, rows: &[T]) -> Option<String> {
        let mut warning = None;
        for row in rows {
            let cursor = row.cursor();
            let broken =
                self.in_order.then_some(self.previous.as_ref()).flatten().filter(|previous| *cursor < **previous);
            if let Some(previous) = broken {
                let shown = |cursor: &T::Cursor| cursor.param().unwrap_or_default();
                warning = Some(format!(
                    "the rows are said to come in the order of the cursor, but {} came after {}: the cursor is saved at the \
                     end only; remove `ordered`, or ask the source to sort",
                    shown(cursor),
                    shown(previous)
                ));
                self.in_order = false;
            }
            if self.in_order {
                self.previous = Some(cursor.clone());
            }
            if self.highest.as_ref().is_none_or(|highest| cursor > highest) {
                self.highest = Some(cursor.clone());
            }
        }
        warning
    }

    fn cursor(&self, complete: bool) -> Result<Option<Json>> {
        let cursor = if complete || self.in_order { &self.highest } else { &self.saved };
        cursor
            .as_ref()
            .map(serde_json::to_value)
            .transpose()
            .map_err(|error| Error::bug(format!("the cursor has no JSON form: {error}")))
    }
}
