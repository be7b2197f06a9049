//! The cursor of a reader that writes its rows itself: it follows the rows that go by.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::cursor_value::CursorValue;
use super::saved::Saved;
use super::since::{Rules, Since, Track};
use crate::context::{Cursor, ReaderContext, Watch};
use crate::error::{Error, Result};
use crate::table::{Incremental, Table};

/// A cursor that is followed. `#[connector]` writes it around a reader with an argument `since: Since<Order>`.
pub struct Follow<T> {
    since: Since<T>,
    context: ReaderContext,
}

struct Followed<T> {
    table: String,
    track: Mutex<Box<dyn Track<T>>>,
}

impl<T: Incremental<Cursor: CursorValue>> Follow<T> {
    /// Follows the rows of `T` that the reader writes, by these rules. Comes before its `Rows<T>` are taken.
    pub fn begin(
        context: &ReaderContext,
        rules: impl FnOnce(Rules<T::Cursor>) -> Rules<T::Cursor>,
    ) -> Result<Follow<T>> {
        let table = T::spec().full_name();
        let saved = Saved::of(context, &table)?;
        let track: Box<dyn Track<T>> =
            rules(Rules::new()).track(saved.cursor.as_ref()).map_err(|error| error.on_table(&table))?;
        let since = track.since();
        let since = since.downcast_ref::<Since<T>>().cloned();
        let since = since.ok_or_else(|| Error::bug("a cursor is followed as that of another table"))?;
        context.watch::<T>(Arc::new(Followed { table, track: Mutex::new(track) }));
        Ok(Follow { since, context: context.clone() })
    }

    /// The reader's argument.
    pub fn since(&self) -> Since<T> {
        self.since.clone()
    }

    /// Says that all rows were read, so that the cursor can be saved whatever their order was.
    pub fn finish(self) -> Result<()> {
        self.context.save_cursors(true)
    }
}

impl<T: Table> Watch<T> for Followed<T> {
    fn see(&self, row: &T) -> Option<String> {
        let mut track = self.track.lock().unwrap_or_else(PoisonError::into_inner);
        track.see(std::slice::from_ref(row))
    }
}

impl<T: Table> Cursor for Followed<T> {
    fn table(&self) -> &str {
        &self.table
    }

    fn state(&self, before: Option<&Json>, complete: bool) -> Result<Json> {
        let track = self.track.lock().unwrap_or_else(PoisonError::into_inner);
        let mut saved = Saved::read(before, &self.table)?;
        saved.cursor = track.cursor(complete)?;
        saved.json()
    }
}
