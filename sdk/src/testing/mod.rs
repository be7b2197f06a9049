//! Runs a connector in memory, for its author's tests: sync it, look at its rows and state, kill it at every
//! checkpoint and see that it goes on.
//!
//! ```
//! use connector_sdk::prelude::*;
//! use connector_sdk::testing::{Sandbox, json};
//!
//! #[table(primary_key = id)]
//! struct Greeting { id: i64, text: String }
//!
//! #[connector(main = false)]
//! async fn greetings(rows: &mut Rows<Greeting>) -> Result<()> {
//!     rows.upsert(Greeting { id: 1, text: "hello".into() }).await
//! }
//!
//! let mut sandbox = Sandbox::of::<greetings>();
//! sandbox.sync().unwrap();
//! assert_eq!(sandbox.rows("greeting"), [json!({ "id": 1, "text": "hello" })]);
//!
//! Sandbox::of::<greetings>().survives_every_crash();
//! ```

mod clock;
mod crash;
#[cfg(feature = "fivetran")]
pub mod fivetran;
mod memory;
#[cfg(feature = "http")]
mod replay;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod script;
#[cfg(any(feature = "airbyte", feature = "singer"))]
mod spoken;

pub use clock::TestClock;
pub use memory::{MemoryRow, MemoryTable, MemoryWarehouse};
#[cfg(any(feature = "airbyte", feature = "singer"))]
pub use spoken::{Protocol, Spoken};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use serde_json::json;
use serde_json::{Map, Value as Json};

use crate::config::Values;
use crate::connector::Connector;
use crate::context::{Clock, Progress};
use crate::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use crate::error::{Error, Result};
use crate::schema::{ColumnType, TableSpec};
use crate::secret::{Keeper, Secret};
use crate::sink::Sink;
use crate::state::{SavedState, Selection};

use self::memory::MemorySink;

/// A connector with a configuration, a clock, and a warehouse and state in memory.
///
/// Every sync goes on from the state of the one before, as it would with the local warehouse.
pub struct Sandbox {
    definition: Arc<Definition>,
    configuration: Arc<Mutex<Map<String, Json>>>,
    selection: Option<String>,
    full_refresh: bool,
    clock: Arc<TestClock>,
    warehouse: Arc<Mutex<MemoryWarehouse>>,
    #[cfg(feature = "http")]
    replay: Option<replay::Replay>,
}

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Synced {
    /// Rows upserted, updated and deleted.
    pub rows: u64,
    /// Checkpoints, with the one at the end of each reader.
    pub checkpoints: u64,
    /// What the user was told.
    pub warnings: Vec<String>,
}

impl Sandbox {
    /// A connector that was never synced, without configuration, at noon of 2026-01-01 UTC.
    pub fn of<C: Connector>() -> Self {
        Self {
            definition: Arc::new(Definition::of::<C>()),
            configuration: Arc::default(),
            selection: None,
            full_refresh: false,
            clock: Arc::default(),
            warehouse: Arc::default(),
            #[cfg(feature = "http")]
            replay: None,
        }
    }

    /// Configures the connector as `configuration.json` would.
    ///
    /// # Panics
    /// If it is no JSON object.
    pub fn configure(mut self, configuration: Json) -> Self {
        match configuration {
            Json::Object(fields) => self.configuration = Arc::new(Mutex::new(fields)),
            other => panic!("a configuration is a JSON object, not {other}"),
        }
        self
    }

    /// Configures the connector with the text of a `configuration.json`: `include_str!("../configuration.json")`.
    ///
    /// # Panics
    /// If it is no JSON object.
    pub fn configure_from(self, text: &str) -> Self {
        let configuration = serde_json::from_str(text).unwrap_or_else(|error| panic!("`{text}` is no JSON: {error}"));
        self.configure(configuration)
    }

    /// Sets one field of the configuration, such as the address of a server for tests.
    pub fn set(self, field: &str, value: impl Into<Json>) -> Self {
        lock(&self.configuration).insert(field.to_owned(), value.into());
        self
    }

    /// The configuration. A secret that the source has replaced, such as a refresh token, is the new one here, as it
    /// would be in `configuration.json`.
    pub fn configuration(&self) -> Json {
        Json::Object(lock(&self.configuration).clone())
    }

    /// Selects tables and columns, in the form of `--select`: `order,customer.name`. An empty text selects all.
    pub fn select(&mut self, selection: &str) -> &mut Self {
        self.selection = (!selection.is_empty()).then(|| selection.to_owned());
        self
    }

    /// Makes the next sync read everything from the start.
    pub fn full_refresh(&mut self) -> &mut Self {
        self.full_refresh = true;
        self
    }

    /// The clock that the connector sees.
    pub fn clock(&self) -> &TestClock {
        &self.clock
    }

    /// Syncs once.
    pub fn sync(&mut self) -> Result<Synced> {
        let sink = Box::new(MemorySink::new(self.warehouse.clone()));
        let result = self.sync_into(sink);
        self.full_refresh = false;
        result
    }

    /// The rows of a table that are not deleted, ordered by key. Decimals and times are text, bytes are base64, JSON
    /// columns are JSON. Empty if there is no such table.
    pub fn rows(&self, table: &str) -> Vec<Json> {
        self.warehouse().rows(table, false)
    }

    /// The rows of a table that were deleted.
    pub fn deleted_rows(&self, table: &str) -> Vec<Json> {
        self.warehouse().rows(table, true)
    }

    /// The names of all tables that were made, in alphabetical order.
    pub fn tables(&self) -> Vec<String> {
        self.warehouse().tables().keys().cloned().collect()
    }

    /// The columns of a table and their types.
    pub fn columns(&self, table: &str) -> Vec<(String, ColumnType)> {
        self.warehouse().tables().get(table).map(MemoryTable::columns).unwrap_or_default()
    }

    /// The state of a table as the next sync will find it; `null` if there is none.
    pub fn state(&self, table: &str) -> Json {
        self.warehouse().state().tables.get(table).cloned().unwrap_or_default()
    }

    /// All state as the next sync will find it.
    pub fn saved_state(&self) -> SavedState {
        self.warehouse().state().clone()
    }

    /// Replaces all state, in the form in which it is saved: `{"tables": {"order": {…}}}`.
    ///
    /// # Panics
    /// If it is no such object.
    pub fn set_state(&mut self, state: Json) -> &mut Self {
        let state = SavedState::parse(&state.to_string()).unwrap_or_else(|error| panic!("{error}"));
        self.warehouse().set_state(state);
        self
    }

    /// Everything that was synced so far.
    pub fn warehouse(&self) -> MutexGuard<'_, MemoryWarehouse> {
        lock(&self.warehouse)
    }

    fn sync_into(&self, sink: Box<dyn Sink>) -> Result<Synced> {
        #[cfg(feature = "http")]
        if let Some(replay) = &self.replay {
            return replay.around(&self.clock, |clock| self.sync_by(clock, sink));
        }
        self.sync_by(self.clock.clone(), sink)
    }

    fn sync_by(&self, clock: Arc<dyn Clock>, sink: Box<dyn Sink>) -> Result<Synced> {
        let runtime = runtime()?;
        runtime.block_on(async {
            let keeper = Arc::new(Configuration(self.configuration.clone()));
            let values = Values::from_json(&self.definition.fields, self.configuration())?.kept_by(keeper);
            let source = self.definition.open(&values)?;
            let discovered = source.discover().await?;
            let known: Vec<_> = self.definition.tables.iter().chain(&discovered).cloned().collect();
            let selection = match &self.selection {
                None => Selection::default(),
                Some(text) => Selection::parse(text, &known).map_err(Error::configuration)?,
            };
            let info = &self.definition.info;
            let options = PlanOptions {
                state: self.saved_state(),
                selection,
                full_refresh: self.full_refresh,
                stored: self.tables().into_iter().map(TableSpec::new).collect(),
                strict: info.strict,
                concurrency: info.concurrency,
            };
            let plan = Plan::new(&*source, discovered, options)?;
            let progress = Arc::new(Progress::default());
            let options = RunOptions { clock, progress: progress.clone(), ..RunOptions::default() };
            run(source, plan, sink, options).await.into_result()?;
            Ok(Synced {
                rows: progress.tables().values().map(|table| table.rows()).sum(),
                checkpoints: progress.checkpoints(),
                warnings: self.warehouse().take_warnings(),
            })
        })
    }
}

/// Keeps what the source replaces.
struct Configuration(Arc<Mutex<Map<String, Json>>>);

impl Keeper for Configuration {
    fn keep(&self, field: &str, _old: &Secret, new: &Secret) -> Result<()> {
        lock(&self.0).insert(field.to_owned(), new.expose().into());
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A runtime whose threads know the recording of this one.
fn runtime() -> Result<tokio::runtime::Runtime> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    #[cfg(feature = "http")]
    runtime.on_thread_start(crate::http::tape::inherited());
    let runtime = runtime.worker_threads(2).enable_all().build();
    runtime.map_err(|error| Error::bug(format!("cannot start a runtime: {error}")))
}

/// A sink that writes to a warehouse in memory.
#[cfg(test)]
pub(crate) fn memory_sink(warehouse: &Arc<Mutex<MemoryWarehouse>>) -> Box<dyn Sink> {
    Box::new(MemorySink::new(warehouse.clone()))
}
