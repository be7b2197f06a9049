//! The port through which rows leave: a destination stores them, a protocol sends them on.

use std::sync::Arc;

use crate::error::Result;
use crate::event::{Batch, BatchColumn, Checkpoint, Encoded, Operation, Warning};
use crate::row::Value;
use crate::schema::TableSpec;

/// Where a sync's rows go.
///
/// The engine calls it from a thread of its own, one call at a time, in the order in which things were emitted. A
/// slow sink slows the source: only a few batches wait for it. What comes between two commits belongs together; it
/// is lost or kept as a whole.
pub trait Sink: Send {
    /// Tables are declared. Called once before all rows with what is known then, and again when more come to light.
    /// Refuses here what would fail later, before anything is written: a changed key, names that collide.
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()>;

    /// How this sink has rows written as bytes, if that is the form in which it takes them. Asked once, before all
    /// else; every batch then has its rows in [`encoded`](Batch::encoded).
    ///
    /// Rows are encoded as they are emitted, so their values need not travel to the sink's thread and be freed there.
    fn encoding(&self) -> Option<Arc<dyn Encoding>> {
        None
    }

    /// Rows of one table.
    fn write(&mut self, batch: Batch) -> Result<()>;

    /// All rows of the table that came before are deleted.
    fn truncate(&mut self, table: &TableSpec) -> Result<()>;

    /// Everything since the last commit and the checkpoint's state become durable, all or nothing.
    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()>;

    /// Everything since the last commit is void. A protocol that cannot take rows back ignores it: its platform
    /// goes back to the last state it was sent.
    fn rollback(&mut self) -> Result<()>;

    /// Tells the user. Only protocols with a message for it do something here; the log has it in any case.
    fn warn(&mut self, _warning: &Warning) -> Result<()> {
        Ok(())
    }
}

/// How rows become bytes.
pub trait Encoding: Send + Sync {
    /// An encoder of the rows of an empty batch, for its table and its columns.
    fn encoder(&self, batch: &Batch) -> Box<dyn RowEncoder>;
}

/// Writes the rows of one table, cell by cell: a value is not kept beyond its own call.
pub trait RowEncoder: Send {
    /// Begins a row. One that was begun and not ended is forgotten: it did not fit.
    fn begin(&mut self, operation: Operation);

    /// Takes a cell of the row: the value of the column at this place in the batch. Columns come in any order, each at
    /// most once.
    fn cell(&mut self, column: usize, value: &Value);

    /// Ends the row. Says how many bytes it takes. Fails where the sink would not take it; then it is forgotten.
    fn end(&mut self) -> Result<usize>;

    /// The batch gets one more column, behind the others.
    fn widen(&mut self, column: &BatchColumn);

    /// All rows since the last call.
    fn take(&mut self) -> Encoded;
}
