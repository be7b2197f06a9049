//! The platform: takes a sync's messages, insists on the protocol's rules, and keeps rows and state.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::decode;
use crate::event::{Batch, BatchColumn, Checkpoint, Operation};
use crate::protocol::fivetran::proto;
use crate::schema::TableSpec;
use crate::sink::Sink;
use crate::state::{SavedState, Selection};
use crate::testing::memory::{MemorySink, MemoryWarehouse};

/// The most rows in a message.
const MOST_ROWS: usize = 100;

/// Takes the messages of one sync into a warehouse in memory.
///
/// # Panics
///
/// All its methods panic at a message that breaks the protocol's rules.
pub struct Platform {
    warehouse: Arc<Mutex<MemoryWarehouse>>,
    sink: MemorySink,
    tables: BTreeMap<(Option<String>, String), Arc<TableSpec>>,
    selection: Selection,
    rows: usize,
    checkpoints: usize,
    warnings: Vec<String>,
    task: Option<String>,
}

impl Platform {
    /// A platform that keeps rows and state in a warehouse.
    pub fn new(warehouse: Arc<Mutex<MemoryWarehouse>>) -> Self {
        Self {
            sink: MemorySink::new(warehouse.clone()),
            warehouse,
            tables: BTreeMap::new(),
            selection: Selection::default(),
            rows: 0,
            checkpoints: 0,
            warnings: Vec::new(),
            task: None,
        }
    }

    /// Takes the answer to `Schema`, and what the user selects of it.
    pub fn describe(&mut self, schema: &proto::SchemaResponse, selection: &Selection) {
        use proto::schema_response::Response;
        self.selection = selection.clone();
        match schema.response.as_ref().expect("an answer to `Schema` says something") {
            Response::WithSchema(list) => list.schemas.iter().for_each(|schema| self.add(Some(schema), &schema.tables)),
            Response::WithoutSchema(list) => self.add(None, &list.tables),
            Response::SchemaResponseNotSupported(yes) => {
                assert!(*yes && schema.selection_not_supported == Some(true), "{schema:?}");
            }
        }
    }

    fn add(&mut self, schema: Option<&proto::Schema>, tables: &[proto::Table]) {
        let schema = schema.map(|schema| schema.name.clone());
        for table in tables {
            let mut spec = decode::spec(schema.as_deref(), table);
            // The protocol does not tell the order of a key's columns; the warehouse may know it.
            let mut sorted = spec.primary_key.clone();
            sorted.sort();
            if let Some(known) = lock(&self.warehouse).tables().get(&spec.full_name()) {
                let mut known_sorted = known.primary_key().to_vec();
                known_sorted.sort();
                if known_sorted == sorted {
                    spec.primary_key = known.primary_key().iter().cloned().map(Into::into).collect();
                }
            }
            let spec = Arc::new(spec);
            if self.selection.includes(&spec.full_name()) {
                let selected = Arc::new(self.selection.narrow(&spec));
                self.sink.declare(&[selected]).unwrap_or_else(|error| panic!("{error}"));
            }
            self.tables.insert((schema.clone(), table.name.clone()), spec);
        }
    }

    /// Takes the next message.
    pub fn take(&mut self, message: proto::UpdateResponse) {
        use proto::update_response::Operation as Message;
        assert!(self.task.is_none(), "a message after a task: {message:?}");
        match message.operation.expect("a message holds something") {
            Message::Record(record) => self.record(record),
            Message::Records(records) => {
                let rows = records.records.len();
                assert!((1..=MOST_ROWS).contains(&rows), "{rows} rows in a message");
                records.records.into_iter().for_each(|record| self.record(record));
            }
            Message::SchemaChange(change) => match change.change.expect("a schema change holds something") {
                proto::schema_change::Change::WithSchema(list) => {
                    list.schemas.iter().for_each(|schema| self.add(Some(schema), &schema.tables));
                }
                proto::schema_change::Change::WithoutSchema(list) => self.add(None, &list.tables),
            },
            Message::Checkpoint(checkpoint) => {
                self.checkpoints += 1;
                let state = SavedState::parse(&checkpoint.state_json).unwrap_or_else(|error| panic!("{error}"));
                let checkpoint = Checkpoint { state, text: checkpoint.state_json };
                self.sink.commit(&checkpoint).unwrap_or_else(|error| panic!("{error}"));
            }
            Message::Warning(warning) => self.warnings.push(warning.message),
            Message::Task(task) => self.task = Some(task.message),
        }
    }

    fn record(&mut self, record: proto::Record) {
        let key = (record.schema_name.clone(), record.table_name.clone());
        let table = self.tables.get(&key).unwrap_or_else(|| panic!("a row of {key:?}, which nobody described"));
        let name = table.full_name();
        let operation = match record.r#type() {
            proto::RecordType::Truncate => {
                assert!(record.data.is_empty(), "`{name}`: a truncate with values");
                let table = table.clone();
                return self.sink.truncate(&table).unwrap_or_else(|error| panic!("{error}"));
            }
            proto::RecordType::Upsert => Operation::Upsert,
            proto::RecordType::Update => Operation::Update,
            proto::RecordType::Delete => Operation::Delete,
        };
        for key in &table.primary_key {
            let given = record.data.get(&**key).and_then(|value| value.inner.as_ref());
            let fits = given.is_some_and(|value| !matches!(value, proto::value_type::Inner::Null(_)));
            assert!(fits, "`{name}`: a row without its key's `{key}`");
        }
        if operation == Operation::Delete {
            assert_eq!(record.data.len(), table.primary_key.len(), "`{name}`: a delete names the key only");
        }
        let mut batch = Batch::new(table.clone(), |_| false);
        for (column, value) in record.data {
            assert!(self.selection.includes_column(table, &column), "`{name}`: `{column}` was not selected");
            let declared = table.columns.iter().find(|declared| declared.name == column).and_then(|d| d.column_type);
            let value = decode::value(&column, value);
            let mut of_batch = BatchColumn { name: column.clone().into(), declared, inferred: Default::default() };
            match declared {
                Some(declared) => {
                    let value = value.clone().convert(declared).unwrap_or_else(|misfit| panic!("`{column}`: {misfit}"));
                    let same = value.is_null() || value.column_type().map(|t| t.name()) == Some(declared.name());
                    assert!(same, "`{name}`: a {declared} `{column}` holds {value:?}");
                }
                None => of_batch.inferred.add(&value),
            }
            batch.columns.push(of_batch);
            batch.cells.push(Some(value));
        }
        if operation == Operation::Upsert {
            for column in &table.columns {
                let given = batch.columns.iter().any(|of_batch| of_batch.name == column.name);
                let selected = self.selection.includes_column(table, &column.name);
                assert!(given || !selected, "`{name}`: an upsert without `{}`", column.name);
            }
        }
        batch.operations.push(operation);
        self.rows += 1;
        self.sink.write(batch).unwrap_or_else(|error| panic!("`{name}`: {error}"));
    }

    /// Keeps rows whose checkpoint has not come, as a platform may.
    pub fn keep_rows(&mut self) {
        let state = lock(&self.warehouse).state().clone();
        let checkpoint = Checkpoint::new(state).unwrap_or_else(|error| panic!("{error}"));
        self.sink.commit(&checkpoint).unwrap_or_else(|error| panic!("{error}"));
    }

    /// How many rows have come.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many checkpoints have come.
    pub fn checkpoints(&self) -> usize {
        self.checkpoints
    }

    /// The warnings so far, or the text of the task.
    pub fn ended(self) -> Result<Vec<String>, String> {
        self.task.map_or(Ok(self.warnings), Err)
    }
}

fn lock(warehouse: &Mutex<MemoryWarehouse>) -> std::sync::MutexGuard<'_, MemoryWarehouse> {
    warehouse.lock().unwrap_or_else(PoisonError::into_inner)
}
