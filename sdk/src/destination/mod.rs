//! Places that store rows, and the state that belongs to them.
//!
//! A new one is a file here and a line in [`open`].

pub mod sqlite;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::schema::naming::Naming;
use crate::sink::Sink;
use crate::state::SavedState;

/// A store of rows and state.
pub trait Destination: Send {
    /// The state of the last commit.
    fn state(&mut self) -> Result<SavedState>;

    /// Replaces the state, rows staying as they are.
    fn set_state(&mut self, state: &SavedState) -> Result<()>;

    /// Forgets every row, table and state.
    fn reset(&mut self) -> Result<()>;

    /// The tables, in the order in which they were made.
    fn tables(&mut self) -> Result<Vec<StoredTable>>;

    /// Counts the rows of a table, at most so many of them: counting takes the longer the more there are.
    fn count(&mut self, table: &StoredTable, most: u64) -> Result<RowCount>;

    /// Runs a query in the destination's language. One that would write is refused.
    fn query(&mut self, query: &str) -> Result<Found>;

    /// A query that shows some rows of a table.
    fn sample(&self, table: &StoredTable) -> String;

    /// A command that shows some rows of a table, for a person to try.
    fn hint(&self, table: &StoredTable) -> String;

    /// The destination as a sink.
    fn sink(self: Box<Self>) -> Box<dyn Sink>;
}

/// A table as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTable {
    /// Its name in the source, with its schema.
    pub source: String,
    /// Its name in the destination.
    pub name: String,
}

/// How many rows a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCount {
    /// Rows that are not deleted.
    pub rows: u64,
    /// Rows that are deleted.
    pub deleted: u64,
    /// Whether there are more rows than were counted.
    pub more: bool,
}

/// What a query found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows' cells as text; `None` for null.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Opens a destination by name: `sqlite`, or `sqlite:PATH` for a file of another name. Paths start at the project
/// directory.
pub fn open(name: &str, project: &Path, naming: Naming) -> Result<Box<dyn Destination>> {
    match sqlite_path(name, project) {
        Some(path) => Ok(Box::new(sqlite::Warehouse::open(&path, naming)?)),
        None => Err(unknown(name)),
    }
}

/// Opens a destination for reading, while a sync may be writing; `None` if it does not exist yet.
pub fn open_to_read(name: &str, project: &Path, naming: Naming) -> Result<Option<Box<dyn Destination>>> {
    match sqlite_path(name, project) {
        Some(path) => {
            let warehouse = sqlite::Warehouse::open_to_read(&path, naming)?;
            Ok(warehouse.map(|warehouse| Box::new(warehouse) as Box<dyn Destination>))
        }
        None => Err(unknown(name)),
    }
}

fn sqlite_path(name: &str, project: &Path) -> Option<PathBuf> {
    let (kind, path) = name.split_once(':').map_or((name, None), |(kind, path)| (kind, Some(path)));
    (kind == "sqlite").then(|| project.join(path.unwrap_or(sqlite::DEFAULT_PATH)))
}

fn unknown(name: &str) -> Error {
    let kind = name.split(':').next().unwrap_or_default();
    Error::configuration(format!("there is no destination `{kind}`"))
        .next_step("write `--destination sqlite` or `--destination sqlite:PATH`")
}
