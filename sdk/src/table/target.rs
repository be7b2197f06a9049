//! A batch at work: what it takes to write rows into it.

use std::sync::Arc;

use super::writer::{RowWriter, Written};
use super::{PartialRow, Table};
use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn, Operation};
use crate::row::Value;
use crate::schema::{ColumnType, Name};
use crate::sink::{Encoding, RowEncoder};

/// A batch that rows are written into: as cells, or as the bytes that its sink wants.
pub(crate) struct RowTarget {
    pub(super) batch: Batch,
    /// One for each of the batch's columns.
    pub(super) slots: Vec<Slot>,
    /// For each of them, whether the row at hand has given it.
    pub(super) given: Vec<bool>,
    /// For each declared column its place in the batch; `None` where it is not selected.
    pub(super) places: Vec<Option<usize>>,
    pub(super) encoder: Option<Box<dyn RowEncoder>>,
    /// Whether a row was begun and not ended: its own code panicked.
    open: bool,
}

/// What a row's writer asks of a column for every cell.
pub(super) struct Slot {
    pub(super) declared: Option<ColumnType>,
    pub(super) is_key: bool,
}

impl RowTarget {
    /// A target for rows of an empty batch.
    pub(crate) fn new(batch: Batch, encoding: Option<Arc<dyn Encoding>>) -> Self {
        let (slots, given, places) = Default::default();
        let encoder = encoding.map(|encoding| encoding.encoder(&batch));
        let mut target = Self { batch, slots, given, places, encoder, open: false };
        target.arrange();
        target
    }

    fn arrange(&mut self) {
        let Batch { table, columns, .. } = &self.batch;
        let slot = |column: &BatchColumn| Slot { declared: column.declared, is_key: table.is_key(&column.name) };
        self.slots = columns.iter().map(slot).collect();
        self.given = vec![false; columns.len()];
        self.places = table.columns.iter().map(|declared| self.place(&declared.name)).collect();
    }

    /// The rows so far.
    pub(crate) fn batch(&self) -> &Batch {
        &self.batch
    }

    /// The place of a column that the batch has.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.batch.columns.iter().position(|known| known.name == column)
    }

    /// Adds a column that no row so far has given, and answers with its place.
    pub(crate) fn widen(&mut self, column: BatchColumn) -> usize {
        match &mut self.encoder {
            Some(encoder) => {
                encoder.widen(&column);
                self.batch.columns.push(column);
            }
            None => self.batch.widen(column),
        }
        self.arrange();
        self.batch.columns.len() - 1
    }

    /// The rows, moved out.
    pub(crate) fn take(&mut self) -> Batch {
        let mut batch = self.batch.take();
        if let Some(encoder) = &mut self.encoder {
            batch.encoded = encoder.take();
        }
        batch
    }

    /// Writes a whole row, or nothing if it does not fit.
    pub(crate) fn row<T: Table>(&mut self, row: T) -> Result<Written> {
        self.write(Operation::Upsert, |writer| row.write(writer))
    }

    /// Writes the cells of an update or a key.
    pub(crate) fn partial(&mut self, operation: Operation, row: impl PartialRow) -> Result<Written> {
        self.write(operation, |writer| row.write(writer))
    }

    /// Writes a row whose columns are known by name only. The batch has all of them already.
    pub(crate) fn named(
        &mut self,
        operation: Operation,
        cells: impl IntoIterator<Item = (usize, Value)>,
    ) -> Result<Written> {
        self.write(operation, |writer| cells.into_iter().try_for_each(|(slot, value)| writer.put(slot, value)))
    }

    fn write(&mut self, operation: Operation, write: impl FnOnce(&mut RowWriter<'_>) -> Result<()>) -> Result<Written> {
        self.begin(operation);
        let mut writer = RowWriter::new(self);
        let written = write(&mut writer).map(|()| writer.written());
        match written.and_then(|written| self.end(operation, written)) {
            Ok(written) => Ok(written),
            Err(error) => {
                self.drop_open_row();
                Err(error.on_table(self.batch.table.full_name()))
            }
        }
    }

    #[inline]
    fn begin(&mut self, operation: Operation) {
        if self.open {
            self.drop_open_row();
        }
        self.open = true;
        self.given.fill(false);
        match &mut self.encoder {
            Some(encoder) => encoder.begin(operation),
            None => {
                let (end, width) = (self.batch.cells.len(), self.slots.len());
                self.batch.cells.resize_with(end + width, || None);
            }
        }
    }

    /// Takes back the cells of a row that was not ended. An encoder does so itself.
    #[cold]
    fn drop_open_row(&mut self) {
        self.open = false;
        self.batch.cells.truncate(self.batch.len() * self.slots.len());
    }

    /// Ends a row, if it fits.
    #[inline]
    fn end(&mut self, operation: Operation, mut written: Written) -> Result<Written> {
        self.check_key()?;
        if let Some(encoder) = &mut self.encoder {
            if operation == Operation::Upsert {
                // A whole row says of every column what it holds; a part of one says nothing of the others.
                for (place, _) in self.given.iter().enumerate().filter(|(_, given)| !**given) {
                    encoder.cell(place, &Value::Null);
                }
            }
            written.size = encoder.end()?;
        }
        self.open = false;
        self.batch.operations.push(operation);
        Ok(written)
    }

    /// That no part of the key is null was seen when it was given.
    #[inline]
    fn check_key(&self) -> Result<()> {
        let given = self.slots.iter().zip(&self.given).filter(|(slot, given)| slot.is_key & **given).count();
        if given == self.batch.table.primary_key.len() { Ok(()) } else { self.missing_key() }
    }

    #[cold]
    fn missing_key(&self) -> Result<()> {
        let is_missing = |key: &&Name| self.place(key).is_none_or(|place| !self.given[place]);
        let missing = self.batch.table.primary_key.iter().find(is_missing);
        missing.map_or(Ok(()), |key| Err(Error::schema(format!("key column `{key}` is missing"))))
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;
    use crate::schema::TableSpec;
    use crate::table::Column;

    /// A row that panics between its cells, or gives no key.
    struct Row(Option<i64>, fn() -> i64);

    impl Table for Row {
        const NAME: &'static str = "row";

        fn spec() -> TableSpec {
            let column = |name: &'static str| <i64 as Column>::spec(name);
            TableSpec::new(Self::NAME).column(column("id")).column(column("made")).primary_key(["id"])
        }

        fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
            row.given(self.0)?;
            row.cell((self.1)())
        }
    }

    #[test]
    fn rows_stay_whole_after_one_that_does_not_fit_and_one_that_panics() {
        let mut target = RowTarget::new(Batch::new(Arc::new(Row::spec()), |_| true), None);
        target.row(Row(Some(1), || 10)).unwrap();
        let error = target.row(Row(None, || 30)).unwrap_err();
        assert!(error.to_string().contains("key column `id` is missing"), "{error}");
        assert!(catch_unwind(AssertUnwindSafe(|| target.row(Row(Some(2), || panic!("on purpose"))))).is_err());
        target.row(Row(Some(4), || 40)).unwrap();
        let batch = target.take();
        let rows: Vec<_> = batch.rows().map(|(_, cells)| cells.to_vec()).collect();
        let cells = |id, made| vec![Some(Value::Long(id)), Some(Value::Long(made))];
        assert_eq!(rows, [cells(1, 10), cells(4, 40)]);
        assert_eq!(batch.cells.len(), 4);
    }
}
