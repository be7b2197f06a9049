#![allow(clippy::unwrap_used)]

mod evolution;
mod failures;
mod model;
mod operations;
mod refusals;
mod round_trip;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::catalog::quote;
use super::{Warehouse, encode};
use crate::destination::Destination;
use crate::engine::{Outcome, PlanOptions};
use crate::error::Result;
use crate::row::Value;
use crate::schema::naming::Naming;
use crate::schema::{ColumnType, TableSpec};
use crate::testing::script::{Script, Step, play_with};

/// A warehouse in a folder of its own.
struct Fixture {
    _folder: tempfile::TempDir,
    path: PathBuf,
    tables: Vec<TableSpec>,
    naming: Naming,
}

impl Fixture {
    fn new(tables: impl IntoIterator<Item = TableSpec>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warehouse.db");
        Self { _folder: folder, path, tables: tables.into_iter().collect(), naming: Naming::Fivetran }
    }

    fn open(&self) -> Result<Warehouse> {
        Warehouse::open(&self.path, self.naming)
    }

    fn play(&self, steps: impl IntoIterator<Item = Step>) -> Outcome {
        let warehouse = match self.open() {
            Ok(warehouse) => warehouse,
            Err(error) => return Outcome { errors: vec![error] },
        };
        let script = Script { tables: self.tables.clone(), steps: steps.into_iter().collect() };
        play_with(script, Box::new(warehouse), PlanOptions::default())
    }

    fn sync(&self, steps: impl IntoIterator<Item = Step>) {
        self.play(steps).into_result().unwrap();
    }

    fn failure(&self, steps: impl IntoIterator<Item = Step>) -> String {
        self.play(steps).into_result().unwrap_err().to_string()
    }

    fn query(&self, sql: &str) -> Vec<Vec<Option<String>>> {
        self.open().unwrap().query(sql).unwrap().rows
    }

    /// One text, with `null` for null, for short asserts.
    fn text(&self, sql: &str) -> String {
        let rows = self.query(sql);
        let row = |row: &Vec<Option<String>>| {
            row.iter().map(|cell| cell.clone().unwrap_or("null".into())).collect::<Vec<_>>().join(" ")
        };
        rows.iter().map(row).collect::<Vec<_>>().join(" | ")
    }
}

/// Every row of a table as it was written: the column's values decoded by their types.
fn values(path: &Path, table: &str) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let stored = super::Catalog::load(&connection).unwrap().table(table).cloned().unwrap();
    let columns: Vec<_> = stored.columns.iter().map(|column| quote(&column.name)).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY rowid", columns.join(", "), stored.quoted());
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| {
        let cell = |(at, column): (usize, &super::catalog::StoredColumn)| {
            encode::decode(row.get_ref(at).unwrap(), column.column_type).expect("the stored value has its type")
        };
        Ok(stored.columns.iter().enumerate().map(cell).collect())
    });
    rows.unwrap().map(|row| row.unwrap()).collect()
}

/// The types of a table's columns, by name.
fn types(path: &Path, table: &str) -> Vec<(String, ColumnType)> {
    let connection = Connection::open(path).unwrap();
    let stored = super::Catalog::load(&connection).unwrap().table(table).cloned().unwrap();
    stored.columns.into_iter().map(|column| (column.source, column.column_type)).collect()
}
