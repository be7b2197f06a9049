//! Puts a row's cells into a batch: checks, converts, leaves out what is not selected.

use crate::error::{Error, Result};
use crate::row::Value;
use crate::schema::{ColumnType, Name};
use crate::table::{Column, Json, RowTarget};

/// Takes the cells of one row, in the order of the table's columns.
pub struct RowWriter<'a> {
    target: &'a mut RowTarget,
    /// Where the row's cells begin.
    first_cell: usize,
    column: usize,
    size: usize,
    not_finite: Option<Box<Name>>,
}

/// What a written row leaves to be done.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// About how many bytes the row takes.
    pub(crate) size: usize,
    /// A column whose NaN or infinity became null. Boxed, as it is rare and handed on for every row.
    pub(crate) not_finite: Option<Box<Name>>,
}

impl<'a> RowWriter<'a> {
    pub(super) fn new(target: &'a mut RowTarget) -> Self {
        let first_cell = target.batch.len() * target.slots.len();
        Self { target, first_cell, column: 0, size: 0, not_finite: None }
    }

    pub(super) fn written(self) -> Written {
        Written { size: self.size, not_finite: self.not_finite }
    }

    /// The next column's value.
    pub fn cell<C: Column>(&mut self, value: C) -> Result<()> {
        let Some(place) = self.next() else { return Ok(()) };
        let value = value.into_value().map_err(|error| error.context(self.name_of(place)))?;
        self.put(place, value)
    }

    /// The next column's value, serialised as JSON.
    pub fn json(&mut self, value: &(impl serde::Serialize + Sync)) -> Result<()> {
        let Some(place) = self.next() else { return Ok(()) };
        let text = serde_json::to_string(&Json(value))
            .map_err(|error| Error::schema(format!("column `{}` has no JSON form: {error}", self.name_of(place))))?;
        self.put(place, Value::Json(text))
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
        let place = self.target.places.get(self.column).copied().flatten();
        self.column += 1;
        place
    }

    fn name_of(&self, place: usize) -> String {
        format!("column `{}`", self.target.batch.columns[place].name)
    }

    /// Inlined to where the value's variant is known, which leaves little to ask of most values.
    #[inline(always)]
    pub(super) fn put(&mut self, place: usize, value: Value) -> Result<()> {
        let is_fine = match (&value, self.target.slots[place].declared) {
            (Value::Null, _) | (_, None) => false,
            (Value::Double(double), Some(ColumnType::Double)) => double.is_finite(),
            (Value::Float(float), Some(ColumnType::Float)) => float.is_finite(),
            (value, Some(declared)) => value.is_at_home_in(declared),
        };
        if is_fine {
            self.keep(place, value);
            Ok(())
        } else {
            self.put_other(place, value)
        }
    }

    #[inline(always)]
    fn keep(&mut self, place: usize, value: Value) {
        self.target.given[place] = true;
        match &mut self.target.encoder {
            Some(encoder) => encoder.cell(place, &value),
            None => {
                self.size += value.size();
                self.target.batch.cells[self.first_cell + place] = Some(value);
            }
        }
    }

    /// A value that is null, that has not the form of its column yet, or whose column has no declared form.
    #[cold]
    fn put_other(&mut self, place: usize, value: Value) -> Result<()> {
        let value = self.fitted(place, value)?;
        if value.is_null() && self.target.slots[place].is_key {
            return Err(Error::schema(format!("key {} is null", self.name_of(place))));
        }
        self.keep(place, value);
        Ok(())
    }

    /// The value in its column's form.
    fn fitted(&mut self, place: usize, value: Value) -> Result<Value> {
        let column = &mut self.target.batch.columns[place];
        Ok(match value {
            Value::Double(double) if !double.is_finite() => self.null_for(place),
            Value::Float(float) if !float.is_finite() => self.null_for(place),
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
    fn null_for(&mut self, place: usize) -> Value {
        self.not_finite = Some(Box::new(self.target.batch.columns[place].name.clone()));
        Value::Null
    }
}
