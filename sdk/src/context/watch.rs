//! Somebody who looks at the rows of a table before they are written: how a cursor follows what a reader emits.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::emitter::Emitter;
use crate::error::Result;
use crate::state::StateKey;

/// Follows the rows that a reader writes to a table.
pub(crate) trait Watch<T>: Cursor {
    /// Sees a row before it is written. Answers with what the user should be told.
    fn see(&self, row: &T) -> Option<String>;
}

/// What follows from the rows for the state of their table.
pub(crate) trait Cursor: Send + Sync + 'static {
    /// The table.
    fn table(&self) -> &str;

    /// The state after the rows so far, made of what it was before; `complete` says that they were all.
    fn state(&self, before: Option<&Json>, complete: bool) -> Result<Json>;
}

/// All that watch one reader.
#[derive(Default)]
pub(super) struct Watches(Mutex<Vec<Watched>>);

struct Watched {
    cursor: Arc<dyn Cursor>,
    /// An `Arc<dyn Watch<T>>` of the table's `T`.
    watch: Box<dyn Any + Send + Sync>,
}

impl Watches {
    pub(super) fn add<T: 'static>(&self, watch: Arc<impl Watch<T>>) {
        let cursor = watch.clone();
        let watch: Arc<dyn Watch<T>> = watch;
        self.lock().push(Watched { cursor, watch: Box::new(watch) });
    }

    pub(super) fn of<T: 'static>(&self) -> Option<Arc<dyn Watch<T>>> {
        self.lock().iter().find_map(|watched| watched.watch.downcast_ref::<Arc<dyn Watch<T>>>().cloned())
    }

    /// Changes the state that the next checkpoint saves.
    pub(super) fn save(&self, emitter: &Emitter, complete: bool) -> Result<()> {
        for watched in self.lock().iter() {
            let key = StateKey::Table(watched.cursor.table().to_owned());
            emitter.change_state(|saved| {
                let before = saved.get(&key).map(|(json, _)| json.clone());
                let state = watched.cursor.state(before.as_ref(), complete)?;
                if before.unwrap_or_else(|| Json::Object(Default::default())) != state {
                    saved.set(&key, state, 1);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
