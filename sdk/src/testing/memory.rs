//! A warehouse in memory, as plain as can be: it is also the model that the real ones are compared with.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint, Operation, Warning};
use crate::row::{Value, row_id};
use crate::schema::{ColumnType, TableSpec, widen};
use crate::sink::Sink;
use crate::state::SavedState;

/// Tables, rows and state, as of the last commit.
#[derive(Debug, Clone, Default)]
pub struct MemoryWarehouse {
    tables: BTreeMap<String, MemoryTable>,
    state: SavedState,
    warnings: Vec<String>,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoryTable {
    primary_key: Vec<String>,
    columns: Vec<(String, ColumnType)>,
    rows: BTreeMap<Vec<String>, MemoryRow>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryRow {
    /// The values that are not null, in the natural form in which they came.
    pub values: BTreeMap<String, Value>,
    /// Whether it is deleted.
    pub deleted: bool,
}

impl MemoryWarehouse {
    /// Every table.
    pub fn tables(&self) -> &BTreeMap<String, MemoryTable> {
        &self.tables
    }

    /// The state of the last commit.
    pub fn state(&self) -> &SavedState {
        &self.state
    }

    pub(super) fn set_state(&mut self, state: SavedState) {
        self.state = state;
    }

    pub(crate) fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    pub(super) fn rows(&self, table: &str, deleted: bool) -> Vec<Json> {
        let Some(table) = self.tables.get(table) else { return Vec::new() };
        let mut rows: Vec<_> = table.rows.iter().filter(|(_, row)| row.deleted == deleted).collect();
        rows.sort_by(|(a, _), (b, _)| compare_keys(a, b));
        let mut rows: Vec<_> = rows.into_iter().map(|(_, row)| table.json(row)).collect();
        if table.primary_key.is_empty() {
            // A surrogate key has no order that means something.
            rows.sort_by_key(Json::to_string);
        }
        rows
    }

    fn table_of(&mut self, spec: &TableSpec) -> Result<&mut MemoryTable> {
        let name = spec.full_name();
        let key: Vec<_> = spec.primary_key.iter().map(ToString::to_string).collect();
        let table = self
            .tables
            .entry(name)
            .or_insert_with(|| MemoryTable { primary_key: key.clone(), ..MemoryTable::default() });
        if table.primary_key != key {
            return Err(Error::schema("its primary key has changed"));
        }
        Ok(table)
    }
}

impl MemoryTable {
    /// The columns that have a declared type or a value, and their types.
    pub fn columns(&self) -> Vec<(String, ColumnType)> {
        self.columns.clone()
    }

    /// Every row, deleted ones included.
    pub fn all_rows(&self) -> impl Iterator<Item = &MemoryRow> {
        self.rows.values()
    }

    fn json(&self, row: &MemoryRow) -> Json {
        let cells = self.columns.iter().map(|(name, column_type)| {
            let value = row.values.get(name).cloned().unwrap_or(Value::Null);
            let stored = value.convert(*column_type).unwrap_or(Value::Null);
            (name.clone(), stored.to_json())
        });
        Json::Object(cells.collect::<Map<_, _>>())
    }

    fn widen(&mut self, name: &str, types: &[ColumnType], batch: &Batch) -> Result<()> {
        let at = self.columns.iter().position(|(known, _)| known == name);
        let before = at.map(|at| self.columns[at].1);
        let column = batch.columns.iter().position(|column| column.name == name);
        let new = batch.rows().filter_map(|(_, cells)| column.and_then(|column| cells[column].as_ref()));
        let new: Vec<_> = new.collect();
        let old: Vec<_> = self.rows.values().filter_map(|row| row.values.get(name)).collect();
        let after = widen::widen(before, types, &mut |candidate| {
            Ok::<_, Error>(old.iter().chain(&new).all(|value| value.fits(candidate)))
        })?;
        match (at, after) {
            (Some(at), Some(after)) => self.columns[at].1 = after,
            (None, Some(after)) => self.columns.push((name.to_owned(), after)),
            (_, None) => {}
        }
        Ok(())
    }

    fn apply(&mut self, operation: Operation, named: &[(&str, Option<&Value>)]) {
        let given = named.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        let key = if self.primary_key.is_empty() {
            vec![row_id(given.clone())]
        } else {
            let value = |key: &String| given.clone().find(|(name, _)| name == key).map(|(_, value)| value.to_string());
            self.primary_key.iter().filter_map(value).collect()
        };
        let values = given.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value.clone()));
        match operation {
            Operation::Upsert => {
                self.rows.insert(key, MemoryRow { values: values.collect(), deleted: false });
            }
            Operation::Update => {
                if let Some(row) = self.rows.get_mut(&key) {
                    for (name, value) in named {
                        match value {
                            Some(value) if value.is_null() => row.values.remove(*name),
                            Some(value) => row.values.insert((*name).to_owned(), (*value).clone()),
                            None => None,
                        };
                    }
                }
            }
            Operation::Delete => {
                if let Some(row) = self.rows.get_mut(&key) {
                    row.deleted = true;
                }
            }
        }
    }
}

/// Numbers by value, anything else as text.
fn compare_keys(a: &[String], b: &[String]) -> Ordering {
    let compare = |(a, b): (&String, &String)| match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    };
    a.iter().zip(b).map(compare).find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// Writes to a [`MemoryWarehouse`] with each commit.
pub(super) struct MemorySink {
    warehouse: Arc<Mutex<MemoryWarehouse>>,
    working: MemoryWarehouse,
}

impl MemorySink {
    pub(super) fn new(warehouse: Arc<Mutex<MemoryWarehouse>>) -> Self {
        let working = lock(&warehouse).clone();
        Self { warehouse, working }
    }
}

fn lock(warehouse: &Mutex<MemoryWarehouse>) -> MutexGuard<'_, MemoryWarehouse> {
    warehouse.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for MemorySink {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        for spec in tables {
            let batch = Batch::new(spec.clone(), |_| true);
            let table = self.working.table_of(spec)?;
            for column in &batch.columns {
                table.widen(&column.name, column.types(), &batch)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        let table = self.working.table_of(&batch.table)?;
        for column in &batch.columns {
            table.widen(&column.name, column.types(), &batch)?;
        }
        for (operation, cells) in batch.rows() {
            let names = batch.columns.iter().map(|column| &*column.name);
            let named: Vec<_> = names.zip(cells.iter().map(Option::as_ref)).collect();
            table.apply(operation, &named);
        }
        Ok(())
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        if let Some(table) = self.working.tables.get_mut(&table.full_name()) {
            table.rows.values_mut().for_each(|row| row.deleted = true);
        }
        Ok(())
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        // Through text and back, as every other outlet has it.
        self.working.state = SavedState::parse(&checkpoint.text)?;
        *lock(&self.warehouse) = self.working.clone();
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        let warnings = std::mem::take(&mut self.working.warnings);
        self.working = lock(&self.warehouse).clone();
        self.working.warnings = warnings;
        Ok(())
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        self.working.warnings.push(warning.to_string());
        Ok(())
    }
}
