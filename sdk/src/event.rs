//! What travels from readers to a sink: batches of rows, and what happens between them.

use std::sync::Arc;

use crate::error::Result;
use crate::row::Value;
use crate::schema::widen::Seen;
use crate::schema::{ColumnType, Name, TableSpec};
use crate::state::SavedState;

/// A batch of this many rows is likely to be followed by another one.
const BUSY: usize = 512;

/// What a row of a batch asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Insert the row, or replace all of it: a column that is not given becomes null. Revives a deleted row.
    Upsert,
    /// Change the given columns of the row with this key. Nothing happens if there is none.
    Update,
    /// Mark the row with this key as deleted. Nothing happens if there is none.
    Delete,
}

/// Rows of one table, in the order in which they were emitted.
///
/// Cells lie row after row, [`columns`](Self::columns)`.len()` of them each.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The table.
    pub table: Arc<TableSpec>,
    /// The selected columns: the declared ones first, then those that rows brought.
    pub columns: Vec<BatchColumn>,
    /// One for each row.
    pub operations: Vec<Operation>,
    /// The values; `None` where the row does not give the column. Empty where the rows are encoded.
    pub cells: Vec<Option<Value>>,
    /// The rows in the [encoding](crate::sink::Encoding) of the sink, if it has one.
    pub encoded: Encoded,
}

/// Rows as bytes.
#[derive(Debug, Clone, Default)]
pub struct Encoded {
    /// Memory that begins with the rows.
    pub bytes: Vec<u8>,
    /// How many bytes of it are theirs.
    pub length: usize,
}

/// A column of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchColumn {
    /// The column's name as the source writes it.
    pub name: Name,
    /// The declared type. All values of the column have its natural form.
    pub declared: Option<ColumnType>,
    /// What the values of a column without a declared type are.
    pub inferred: Seen,
}

impl BatchColumn {
    /// What the destination's column must hold after this batch: the declared type, or the values of this batch.
    pub fn seen(&self) -> Seen {
        self.declared.map_or(self.inferred, Seen::any)
    }
}

impl Batch {
    /// An empty batch of the table's declared columns that pass the filter.
    pub(crate) fn new(table: Arc<TableSpec>, selected: impl Fn(&str) -> bool) -> Self {
        let columns = table
            .columns
            .iter()
            .filter(|column| selected(&column.name))
            .map(|column| BatchColumn {
                name: column.name.clone(),
                declared: column.column_type,
                inferred: Seen::default(),
            })
            .collect();
        Self { table, columns, operations: Vec::new(), cells: Vec::new(), encoded: Encoded::default() }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.operations.len()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Each row's operation and cells. No cells where the rows are encoded.
    pub fn rows(&self) -> impl Iterator<Item = (Operation, &[Option<Value>])> {
        // A table whose columns are all deselected still has rows, of no cells.
        let width = self.columns.len();
        self.operations.iter().enumerate().map(move |(row, operation)| {
            (*operation, self.cells.get(row * width..(row + 1) * width).unwrap_or_default())
        })
    }

    /// Adds a column that no row so far has given. Not where the rows are encoded.
    pub(crate) fn widen(&mut self, column: BatchColumn) {
        let width = self.columns.len();
        let mut cells = Vec::with_capacity(self.cells.capacity() + self.len());
        let mut old = std::mem::take(&mut self.cells).into_iter();
        for _ in 0..self.len() {
            cells.extend(old.by_ref().take(width));
            cells.push(None);
        }
        self.cells = cells;
        self.columns.push(column);
    }

    /// Whether another batch is likely to follow soon.
    pub(crate) fn is_busy(&self) -> bool {
        self.len() >= BUSY
    }

    /// The batch's rows moved out, leaving an empty batch of the same columns.
    pub(crate) fn take(&mut self) -> Self {
        // Room as before for a table that is busy; none for one of thousands that get a row now and then.
        let room = |length: usize| if self.is_busy() { length } else { 0 };
        let empty = Self {
            table: self.table.clone(),
            columns: self
                .columns
                .iter()
                .map(|column| BatchColumn { inferred: Seen::default(), ..column.clone() })
                .collect(),
            operations: Vec::with_capacity(room(self.operations.len())),
            cells: Vec::with_capacity(room(self.cells.len())),
            encoded: Encoded::default(),
        };
        std::mem::replace(self, empty)
    }
}

/// A point to which a sync can go back: all rows before it, and the state that belongs to them.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The state.
    pub state: SavedState,
    /// The state as it is saved.
    pub text: String,
}

impl Checkpoint {
    /// A checkpoint at a state. Fails where the state may not be saved.
    pub fn new(state: SavedState) -> Result<Self> {
        Ok(Self { text: state.to_text()?, state })
    }
}

/// What travels to the sink, in one order for all tables.
#[derive(Debug)]
pub enum Event {
    /// A table is declared or comes to light; sent once before its first rows.
    Table(Arc<TableSpec>),
    /// Rows.
    Rows(Batch),
    /// All rows of the table before this point are deleted.
    Truncate(Arc<TableSpec>),
    /// Everything before this point and the state can be made durable.
    Checkpoint(Checkpoint),
    /// What came since the last checkpoint is void.
    Rollback,
    /// The user should know this; the sync goes on.
    Warning(Warning),
    /// Nothing that comes after this counts.
    End,
}

/// Something the user should know although the sync goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The table it concerns, if it concerns one.
    pub table: Option<String>,
    /// What it is, in a sentence.
    pub message: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.table {
            Some(table) => write!(f, "table `{table}`: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
