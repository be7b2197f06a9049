//! What a running reader can reach.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::argument::Argument;
use super::emitter::Emitter;
#[cfg(feature = "http")]
use super::watch::Watch;
use super::watch::Watches;
use crate::error::Result;
use crate::event::Warning;
use crate::schema::TableSpec;
use crate::state::{SavedState, StateKey};

/// What a reader is run with: it makes the reader's arguments and takes them back.
#[derive(Clone)]
pub struct ReaderContext {
    pub(super) emitter: Arc<Emitter>,
    /// The state as the last sync left it.
    pub(super) state: Arc<SavedState>,
    /// Under which name the reader keeps its state.
    pub(super) state_key: StateKey,
    /// The table that the reader is mostly about, for warnings.
    pub(super) table: Option<String>,
    /// The cursors that follow the reader's rows.
    pub(super) watches: Arc<Watches>,
}

impl ReaderContext {
    /// A context for a reader of these tables.
    pub(crate) fn new(emitter: Arc<Emitter>, state: Arc<SavedState>, reader: &str, tables: &[TableSpec]) -> Self {
        let table = tables.first().map(TableSpec::full_name);
        let state_key = StateKey::Table(table.clone().unwrap_or_else(|| reader.to_owned()));
        Self { emitter, state, state_key, table, watches: Arc::default() }
    }

    /// Makes an argument.
    pub fn argument<A: Argument>(&self) -> Result<A> {
        A::take(self)
    }

    /// Takes an argument back after the reader has read everything.
    pub fn finish<A: Argument>(&self, argument: A) -> Result<()> {
        argument.finish(self)
    }

    /// The running sync.
    #[cfg(feature = "http")]
    pub(crate) fn run(&self) -> Run {
        Run { context: self.clone() }
    }

    /// Lets somebody see the rows of a table that the reader writes from now on.
    #[cfg(feature = "http")]
    pub(crate) fn watch<T: 'static>(&self, watch: Arc<impl Watch<T>>) {
        self.watches.add(watch);
    }

    /// Saves the cursors of the rows so far with the next checkpoint.
    #[cfg(feature = "http")]
    pub(crate) fn save_cursors(&self, complete: bool) -> Result<()> {
        self.watches.save(&self.emitter, complete)
    }

    /// Whether the rows of a table go anywhere.
    #[cfg(feature = "http")]
    pub(crate) fn is_selected(&self, table: &str) -> bool {
        self.emitter.table(table).is_none_or(|table| table.selected)
    }

    /// The state of a table as the next checkpoint would save it.
    #[cfg(feature = "http")]
    pub(crate) fn table_state(&self, table: &str) -> Option<serde_json::Value> {
        self.emitter.state().get(&StateKey::Table(table.to_owned())).map(|(json, _)| json.clone())
    }

    /// Changes the state of a table that the next checkpoint saves.
    #[cfg(feature = "http")]
    pub(crate) fn set_table_state(&self, table: &str, json: serde_json::Value) -> Result<()> {
        self.emitter.change_state(|saved| {
            saved.set(&StateKey::Table(table.to_owned()), json, 1);
            Ok(())
        })
    }
}

/// The running sync, as a reader sees it: the time, warnings, checkpoints.
///
/// ```
/// # use connector_sdk::prelude::*;
/// # #[table(primary_key = day)] struct Rate { day: chrono::NaiveDate }
/// #[connector(main = false)]
/// async fn rates(run: &mut Run, rows: &mut Rows<Rate>) -> Result<()> {
///     rows.upsert(Rate { day: run.now().date_naive() }).await
/// }
/// ```
pub struct Run {
    context: ReaderContext,
}

impl Run {
    /// Now, by the clock of the sync: a test can set it.
    pub fn now(&self) -> DateTime<Utc> {
        self.context.emitter.options.clock.now()
    }

    /// Whether this reader has no state yet: its first sync, or the first after a reset.
    pub fn is_first_sync(&self) -> bool {
        self.context.state.get(&self.context.state_key).is_none()
    }

    /// Tells the user something although the sync goes on.
    pub async fn warn(&self, message: impl std::fmt::Display) -> Result<()> {
        self.context.emitter.warn(Warning { table: self.context.table.clone(), message: message.to_string() }).await
    }

    /// Makes a point to go back to, see [`Rows::checkpoint`](super::Rows::checkpoint).
    pub async fn checkpoint(&self) -> Result<()> {
        self.context.watches.save(&self.context.emitter, false)?;
        self.context.emitter.checkpoint().await
    }
}

impl Argument for Run {
    fn take(context: &ReaderContext) -> Result<Self> {
        Ok(Self { context: context.clone() })
    }
}
