//! The parts of a table's record lines that are the same for each of its rows.

use super::cells;
use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn, Operation};
use crate::row::Value;
use crate::schema::{ColumnType, Name, TableSpec};

use super::recent::{Found, Recent, key_of, key_slots};

/// A table's columns, ready to be written.
pub(crate) struct Columns {
    columns: Vec<Column>,
    /// Whether a column is left out for as long as nothing is known of its type.
    only_typed: bool,
}

struct Column {
    name: Name,
    /// `"name":`
    label: Vec<u8>,
    /// The type by which its values are written; `None` writes each as what it is.
    column_type: Option<ColumnType>,
    /// Whether values have another form than the type's and must be converted first.
    convert: bool,
}

impl Columns {
    pub(crate) fn new() -> Self {
        Self { columns: Vec::new(), only_typed: false }
    }

    /// Columns that are left out for as long as nothing is known of their type: until then all of their cells are null.
    pub(crate) fn only_typed() -> Self {
        Self { columns: Vec::new(), only_typed: true }
    }

    /// Takes over the columns of a batch, of which there may be more than before. `type_of` gives the type of one
    /// whose type is not declared.
    pub(crate) fn follow(&mut self, batch: &[BatchColumn], type_of: impl Fn(&str) -> Option<ColumnType>) {
        for (slot, column) in batch.iter().enumerate() {
            if self.columns.get(slot).is_none_or(|known| known.name != column.name) {
                let mut label = Vec::new();
                cells::write_text(&mut label, &column.name);
                label.push(b':');
                let fresh = Column { name: column.name.clone(), label, column_type: column.declared, convert: false };
                self.columns.truncate(slot);
                self.columns.push(fresh);
            }
            if column.declared.is_none() {
                let column_type = type_of(&column.name);
                self.columns[slot].column_type = column_type;
                self.columns[slot].convert = column_type.is_some();
            }
        }
        self.columns.truncate(batch.len());
    }

    /// The place of a column.
    pub(crate) fn slot_of(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The cells of a row's key, and nothing of the others.
    pub(crate) fn key_only(&self, table: &TableSpec, row: &[Option<Value>]) -> Vec<Option<Value>> {
        let mut cells = vec![None; row.len()];
        for slot in table.primary_key.iter().filter_map(|key| self.slot_of(key)) {
            cells[slot].clone_from(&row[slot]);
        }
        cells
    }

    /// Appends `"a":1,"b":null`; a cell that is not given is left out unless `whole`.
    pub(crate) fn write(&self, out: &mut Vec<u8>, row: &[Option<Value>], whole: bool) {
        let mut first = true;
        for (slot, column) in self.columns.iter().enumerate() {
            let cell = row.get(slot).and_then(Option::as_ref);
            if cell.is_none() && !whole || self.only_typed && column.column_type.is_none() {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            out.extend_from_slice(&column.label);
            match (cell, column.column_type) {
                (None, _) => out.extend_from_slice(b"null"),
                (Some(value), Some(column_type)) if column.convert => match value.clone().convert(column_type) {
                    Ok(value) => cells::write_value(out, &value, Some(column_type)),
                    Err(_) => cells::write_value(out, value, None),
                },
                (Some(value), column_type) => cells::write_value(out, value, column_type),
            }
        }
    }
}

/// What a row of a batch comes down to where only whole rows and deletes can be told.
pub(crate) enum Told<'a> {
    /// The row, whole.
    Row(&'a [Option<Value>]),
    /// The key of a row that is gone, and the row as it was if that is known.
    Gone(&'a [Option<Value>], Option<&'a [Option<Value>]>),
}

/// Goes through a batch and tells each row; updates become the rows that they make.
///
/// `told` gets the time at which the row was told before, if it was lately, and returns the time of now; it must be
/// later, as some platforms order the versions of a row by it.
///
/// Fails with kind [`Schema`](crate::ErrorKind::Schema) at an update of a row that is not known.
pub(crate) fn tell(
    batch: Batch,
    recent: &mut Recent,
    protocol: &str,
    mut told: impl FnMut(Told<'_>, Option<i64>) -> i64,
) -> Result<()> {
    let keyed = !batch.table.primary_key.is_empty();
    let name = batch.table.full_name();
    let upserts = batch.operations.iter().all(|operation| *operation == Operation::Upsert);
    if upserts && !(keyed && recent.is_indexed(&name)) {
        let mut at = 0;
        for (_, cells) in batch.rows() {
            at = told(Told::Row(cells), None);
        }
        if keyed {
            let size = batch.cells.iter().map(|cell| cell.as_ref().map_or(size_of::<Value>(), Value::size)).sum();
            recent.keep(batch, size, at);
        }
        return Ok(());
    }
    recent.index(&name);
    let slots = key_slots(&batch);
    for (operation, cells) in batch.rows() {
        let key = key_of(&slots, cells);
        let found = recent.find(&name, &key);
        let before = match &found {
            Found::Row(_, at) => Some(*at),
            Found::None(at) => *at,
            Found::Unknown => None,
        };
        match (operation, found) {
            (Operation::Upsert, _) => {
                let at = told(Told::Row(cells), before);
                recent.note(&name, key, Some(cells.to_vec()), at);
            }
            (Operation::Delete, found) => {
                let row = if let Found::Row(row, _) = &found { Some(&**row) } else { None };
                let at = told(Told::Gone(cells, row), before);
                recent.note(&name, key, None, at);
            }
            (Operation::Update, Found::None(_)) => {}
            (Operation::Update, Found::Row(mut row, _)) => {
                row.resize(cells.len(), None);
                for (old, new) in row.iter_mut().zip(cells).filter(|(_, new)| new.is_some()) {
                    old.clone_from(new);
                }
                let at = told(Told::Row(&row), before);
                recent.note(&name, key, Some(row), at);
            }
            (Operation::Update, Found::Unknown) => {
                return Err(Error::schema(format!(
                    "a row was updated that this sync did not write lately, and {protocol} knows whole rows only"
                ))
                .on_table(name)
                .next_step("let the connector upsert the whole row instead"));
            }
        }
    }
    Ok(())
}

/// Tells the rows that a truncate deletes, as far as they are known: the row and the time at which it was told. `told`
/// returns the time of now. Answers whether these were all.
pub(crate) fn truncate(
    table: &TableSpec,
    recent: &mut Recent,
    mut told: impl FnMut(&[Option<Value>], i64) -> i64,
) -> bool {
    if table.primary_key.is_empty() {
        return false;
    }
    let name = table.full_name();
    recent.index(&name);
    let (live, all) = recent.live(&name);
    for (key, row, before) in live {
        let at = told(&row, before);
        recent.note(&name, key, None, at);
    }
    recent.clear(&name);
    all
}
