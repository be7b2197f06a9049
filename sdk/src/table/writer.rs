//! Puts a row's cells into a batch: checks, converts, leaves out what is not selected.

use crate::error::{Error, Result};
use crate::event::{Batch, Operation};
use crate::row::Value;
use crate::schema::{ColumnType, Name};
use crate::table::{Column, Json, PartialRow, Table};

/// Takes the cells of one row, in the order of the table's columns.
pub struct RowWriter<'a> {
    batch: &'a mut Batch,
    shape: &'a Shape,
    column: usize,
    first_cell: usize,
    size: usize,
    not_finite: Option<Name>,
}

/// Where a table's declared columns and its key lie in a batch.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// For each declared column its place in the batch; `None` where it is not selected.
    slots: Vec<Option<usize>>,
    /// For each key column its place in the batch; `None` while no row has brought it.
    keys: Vec<Option<usize>>,
}

impl Shape {
    /// The shape of a batch as it is now.
    pub(crate) fn of(batch: &Batch) -> Self {
        let place = |name: &Name| batch.columns.iter().position(|column| column.name == *name);
        Self {
            slots: batch.table.columns.iter().map(|column| place(&column.name)).collect(),
            keys: batch.table.primary_key.iter().map(place).collect(),
        }
    }
}

/// What a written row leaves to be done.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// About how many bytes the row takes.
    pub(crate) size: usize,
    /// A column whose NaN or infinity became null.
    pub(crate) not_finite: Option<Name>,
}

impl<'a> RowWriter<'a> {
    /// Writes a whole row, or nothing if it does not fit.
    pub(crate) fn row<T: Table>(batch: &'a mut Batch, shape: &'a Shape, row: T) -> Result<Written> {
        Self::with(batch, shape, Operation::Upsert, |writer| row.write(writer))
    }

    /// Writes the cells of an update or a key.
    pub(crate) fn partial(
        batch: &'a mut Batch,
        shape: &'a Shape,
        operation: Operation,
        row: impl PartialRow,
    ) -> Result<Written> {
        Self::with(batch, shape, operation, |writer| row.write(writer))
    }

    /// Writes a row whose columns are known by name only. The batch has all of them already.
    pub(crate) fn named(
        batch: &'a mut Batch,
        shape: &'a Shape,
        operation: Operation,
        cells: impl IntoIterator<Item = (usize, Value)>,
    ) -> Result<Written> {
        Self::with(batch, shape, operation, |writer| {
            cells.into_iter().try_for_each(|(slot, value)| writer.put(slot, value))
        })
    }

    fn with(
        batch: &'a mut Batch,
        shape: &'a Shape,
        operation: Operation,
        write: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<Written> {
        let first_cell = batch.cells.len();
        batch.cells.resize_with(first_cell + batch.columns.len(), || None);
        let mut writer = RowWriter { batch, shape, column: 0, first_cell, size: 0, not_finite: None };
        let written = write(&mut writer).and_then(|()| writer.check_key());
        let (size, not_finite) = (writer.size, writer.not_finite.take());
        let batch = writer.batch;
        match written {
            Ok(()) => {
                batch.operations.push(operation);
                Ok(Written { size, not_finite })
            }
            Err(error) => {
                batch.cells.truncate(first_cell);
                Err(error.on_table(batch.table.full_name()))
            }
        }
    }

    /// The next column's value.
    pub fn cell<C: Column>(&mut self, value: C) -> Result<()> {
        let Some(slot) = self.next() else { return Ok(()) };
        let value = value.into_value().map_err(|error| error.context(self.name_of(slot)))?;
        self.put(slot, value)
    }

    /// The next column's value, serialised as JSON.
    pub fn json(&mut self, value: &(impl serde::Serialize + Sync)) -> Result<()> {
        let Some(slot) = self.next() else { return Ok(()) };
        let text = serde_json::to_string(&Json(value))
            .map_err(|error| Error::schema(format!("column `{}` has no JSON form: {error}", self.name_of(slot))))?;
        self.put(slot, Value::Json(text))
    }

    /// The next column's value, if the row gives one.
    pub fn given<C: Column>(&mut self, value: Option<C>) -> Result<()> {
        match value {
            Some(value) => self.cell(value),
            None => {
                self.skip();
                Ok(())
            }
        }
    }

    /// The row does not give the next column.
    pub fn skip(&mut self) {
        self.column += 1;
    }

    fn next(&mut self) -> Option<usize> {
        let slot = self.shape.slots.get(self.column).copied().flatten();
        self.column += 1;
        slot
    }

    fn name_of(&self, slot: usize) -> String {
        format!("column `{}`", self.batch.columns[slot].name)
    }

    /// Inlined to where the value's variant is known, which leaves little to ask of most values.
    #[inline]
    fn put(&mut self, slot: usize, value: Value) -> Result<()> {
        let is_fine = match (&value, self.batch.columns[slot].declared) {
            (Value::Double(double), Some(ColumnType::Double)) => double.is_finite(),
            (Value::Float(float), Some(ColumnType::Float)) => float.is_finite(),
            (value, Some(declared)) => value.is_at_home_in(declared),
            (_, None) => false,
        };
        let value = if is_fine { value } else { self.fitted(slot, value)? };
        self.size += value.size();
        self.batch.cells[self.first_cell + slot] = Some(value);
        Ok(())
    }

    /// The value in its column's form.
    fn fitted(&mut self, slot: usize, value: Value) -> Result<Value> {
        let column = &mut self.batch.columns[slot];
        Ok(match value {
            Value::Double(double) if !double.is_finite() => self.null_for(slot),
            Value::Float(float) if !float.is_finite() => self.null_for(slot),
            value => match column.declared {
                Some(declared) => value.convert(declared).map_err(|misfit| {
                    Error::schema(format!("column `{}`: {misfit}", column.name))
                        .next_step("declare a type that holds the source's values, or convert them")
                })?,
                None => {
                    column.inferred.add(&value);
                    value
                }
            },
        })
    }

    /// Neither JSON nor most destinations have a NaN or an infinity, so the cell is null, and the user is told.
    fn null_for(&mut self, slot: usize) -> Value {
        self.not_finite = Some(self.batch.columns[slot].name.clone());
        Value::Null
    }

    fn check_key(&self) -> Result<()> {
        for (key, slot) in self.batch.table.primary_key.iter().zip(&self.shape.keys) {
            match slot.and_then(|slot| self.batch.cells[self.first_cell + slot].as_ref()) {
                Some(value) if !value.is_null() => {}
                Some(_) => return Err(Error::schema(format!("key column `{key}` is null"))),
                None => return Err(Error::schema(format!("key column `{key}` is missing"))),
            }
        }
        Ok(())
    }
}
