//! The rows of one table that wait to be sent.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn, Operation};
use crate::row::Row;
use crate::schema::widen::Seen;
use crate::schema::{Name, TableSpec};
use crate::sink::Encoding;
use crate::state::Selection;
use crate::table::{PartialRow, RowTarget, Table, Written};

/// A batch is sent when it has this many rows, which make whole messages of a hundred, …
const FULL_ROWS: usize = 1000;

/// … or about this many bytes.
const FULL_BYTES: usize = 256 * 1024;

/// Rows of one table, and where their columns go.
pub(super) struct Buffer {
    target: RowTarget,
    selection: Arc<Selection>,
    size: usize,
}

impl Buffer {
    pub(super) fn new(table: Arc<TableSpec>, selection: Arc<Selection>, encoding: Option<Arc<dyn Encoding>>) -> Self {
        let batch = Batch::new(table.clone(), |column| selection.includes_column(&table, column));
        Self { target: RowTarget::new(batch, encoding), selection, size: 0 }
    }

    /// About how many bytes wait.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn is_full(&self) -> bool {
        self.target.batch().len() >= FULL_ROWS || self.size >= FULL_BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.target.batch().is_empty()
    }

    /// The rows.
    pub(super) fn take(&mut self) -> Batch {
        self.size = 0;
        self.target.take()
    }

    /// Adds a row. Answers with a column whose NaN or infinity became null.
    pub(super) fn upsert<T: Table>(&mut self, row: T) -> Result<Option<Box<Name>>> {
        let written = self.target.row(row)?;
        Ok(self.count(written))
    }

    /// Adds an update or a delete.
    pub(super) fn partial(&mut self, operation: Operation, row: impl PartialRow) -> Result<Option<Box<Name>>> {
        let written = self.target.partial(operation, row)?;
        Ok(self.count(written))
    }

    /// Adds a row whose columns are known by name only; new ones are added to the batch.
    pub(super) fn named(&mut self, operation: Operation, row: Row) -> Result<Option<Box<Name>>> {
        let table = self.target.batch().table.clone();
        if operation != Operation::Upsert && table.primary_key.is_empty() {
            return Err(Error::schema("a table without a primary key takes no updates and deletes")
                .on_table(table.full_name())
                .next_step("name its key when you open it"));
        }
        let mut cells = Vec::with_capacity(row.len());
        for (name, value) in row {
            let is_key = table.is_key(&name);
            if operation == Operation::Delete && !is_key {
                return Err(Error::schema(format!("a delete names the key only, and `{name}` is not part of it"))
                    .on_table(table.full_name()));
            }
            if let Some(slot) = self.slot(&table, name) {
                cells.push((slot, value));
            }
        }
        let written = self.target.named(operation, cells)?;
        Ok(self.count(written))
    }

    /// The place of a column, made if it is new; `None` if it is not selected.
    fn slot(&mut self, table: &TableSpec, name: Name) -> Option<usize> {
        if let Some(place) = self.target.place(&name) {
            return Some(place);
        }
        let selected = self.selection.includes_column(table, &name);
        selected.then(|| self.target.widen(BatchColumn { name, declared: None, inferred: Seen::default() }))
    }

    fn count(&mut self, written: Written) -> Option<Box<Name>> {
        self.size += written.size;
        written.not_finite
    }
}
