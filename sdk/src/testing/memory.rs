//! A warehouse in memory, as plain as can be: it is also the model that the real ones are compared with.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn, Checkpoint, Operation, Warning};
use crate::row::{Value, row_id};
use crate::schema::widen::{Seen, widen};
use crate::schema::{ColumnType, TableSpec};
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

    pub(crate) fn rows(&self, table: &str, deleted: bool) -> Vec<Json> {
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

    fn take(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Declare(spec) => {
                let batch = Batch::new(spec.clone(), |_| true);
                self.table_of(spec)?.write(&batch)
            }
            Step::Write(batch) => self.table_of(&batch.table)?.write(batch),
            Step::Truncate(name) => {
                if let Some(table) = self.tables.get_mut(name) {
                    table.rows.values_mut().for_each(|row| row.deleted = true);
                }
                Ok(())
            }
        }
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

    /// The columns of the key, in order.
    pub fn primary_key(&self) -> &[String] {
        &self.primary_key
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

    fn write(&mut self, batch: &Batch) -> Result<()> {
        for column in &batch.columns {
            self.widen(column)?;
        }
        for (operation, cells) in batch.rows() {
            let names = batch.columns.iter().map(|column| &*column.name);
            let named: Vec<_> = names.zip(cells.iter().map(Option::as_ref)).collect();
            self.apply(operation, &named);
        }
        Ok(())
    }

    fn widen(&mut self, column: &BatchColumn) -> Result<()> {
        let seen = column.seen();
        match self.columns.iter_mut().find(|(name, _)| *name == column.name) {
            Some((name, column_type)) => {
                let stored = || {
                    let mut stored = Seen::default();
                    self.rows.values().filter_map(|row| row.values.get(name)).for_each(|value| stored.add(value));
                    Ok::<_, Error>(stored)
                };
                *column_type = widen(*column_type, &seen, stored)?;
            }
            None => self.columns.extend(seen.column_type().map(|new| (column.name.to_string(), new))),
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

/// What changes tables.
enum Step {
    Declare(Arc<TableSpec>),
    Write(Batch),
    Truncate(String),
}

/// Writes to a [`MemoryWarehouse`] with each commit.
pub(super) struct MemorySink {
    warehouse: Arc<Mutex<MemoryWarehouse>>,
    working: MemoryWarehouse,
    /// What the working copy has over the last commit. To take it twice costs less than a copy for each checkpoint.
    uncommitted: Vec<Step>,
}

impl MemorySink {
    pub(super) fn new(warehouse: Arc<Mutex<MemoryWarehouse>>) -> Self {
        let working = lock(&warehouse).clone();
        Self { warehouse, working, uncommitted: Vec::new() }
    }

    fn take(&mut self, step: Step) -> Result<()> {
        self.working.take(&step)?;
        self.uncommitted.push(step);
        Ok(())
    }
}

fn lock(warehouse: &Mutex<MemoryWarehouse>) -> MutexGuard<'_, MemoryWarehouse> {
    warehouse.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sink for MemorySink {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        tables.iter().try_for_each(|spec| self.take(Step::Declare(spec.clone())))
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.take(Step::Write(batch))
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.take(Step::Truncate(table.full_name()))
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        // Through text and back, as every other outlet has it.
        let state = SavedState::parse(&checkpoint.text)?;
        let mut warehouse = lock(&self.warehouse);
        self.uncommitted.drain(..).try_for_each(|step| warehouse.take(&step))?;
        warehouse.state = state;
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        self.uncommitted.clear();
        self.working = lock(&self.warehouse).clone();
        Ok(())
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        // The user is told at once, whatever becomes of the rows.
        lock(&self.warehouse).warnings.push(warning.to_string());
        Ok(())
    }
}
