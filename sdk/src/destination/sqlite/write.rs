//! Writes batches, and what lies in the file beside the rows.

use rusqlite::{OptionalExtension, Statement};

use super::Warehouse;
use super::catalog::{StoredAs, quote};
use super::encode::{bind, instant};
use super::failure::failure;
use super::statements::Statements;
use crate::destination::{RowCount, StoredTable};
use crate::error::{Error, Result};
use crate::event::{Batch, Operation};
use crate::row::{Value, row_id};
use crate::schema::ColumnType;

/// Where a stored column's values come from.
#[derive(Clone, Copy)]
struct Slot {
    /// Its place in the batch; `None` if the batch does not have it.
    cell: Option<usize>,
    column_type: ColumnType,
    /// Whether all values in the batch have the column's natural form already.
    direct: bool,
}

impl Warehouse {
    pub(super) fn write_batch(&mut self, batch: &Batch) -> Result<()> {
        let name = batch.table.full_name();
        if !self.is_stored_as_declared(&name, batch) {
            let stored = self.evolve_for(batch)?;
            self.statements.insert(name.clone(), Statements::new(stored));
        }
        let Some(statements) = self.statements.get_mut(&name) else {
            return Err(Error::bug("the table was not stored"));
        };
        // All rows of a batch were emitted within a moment; they share its end as their time.
        let synced = instant(self.clock.now());
        let stored = statements.stored.clone();
        let slots = slots(batch, &stored);
        let mut writer = Writer { batch, stored: &stored, slots: &slots, synced: &synced, scratch: String::new() };
        let connection = &self.connection;
        let mut write = || -> rusqlite::Result<()> {
            let mut upsert = connection.prepare_cached(&statements.upsert)?;
            for (operation, cells) in batch.rows() {
                match operation {
                    Operation::Upsert => writer.upsert(&mut upsert, cells)?,
                    Operation::Delete => writer.delete(&mut *connection.prepare_cached(&statements.delete)?, cells)?,
                    Operation::Update => {
                        let given = writer.given(cells);
                        let sql = statements.update(&given);
                        writer.update(&mut *connection.prepare_cached(&sql)?, &given, cells)?;
                    }
                }
            }
            Ok(())
        };
        write().map_err(|error| match error {
            rusqlite::Error::ToSqlConversionFailure(misfit) => Error::schema(misfit),
            other => failure(&self.path, other),
        })
    }

    /// Whether the batch brings nothing new: the usual case, which should cost next to nothing.
    fn is_stored_as_declared(&self, name: &str, batch: &Batch) -> bool {
        self.statements.get(name).is_some_and(|statements| {
            batch.columns.iter().all(|column| match statements.stored.column(&column.name) {
                Some(stored) => column.seen().column_type().is_none_or(|new| new == stored.column_type),
                None => column.seen().column_type().is_none(),
            })
        })
    }

    pub(super) fn save_state(&self, text: &str) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO _sdk_state (id, state) VALUES (1, ?)")
            .and_then(|mut save| save.execute([text]))
            .map(drop)
            .map_err(|error| self.failure(error))
    }

    pub(super) fn saved_state(&self) -> Result<String> {
        self.connection
            .query_row("SELECT state FROM _sdk_state", [], |row| row.get(0))
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|error| self.failure(error))
    }

    pub(super) fn reset_all(&mut self) -> Result<()> {
        let tables: Vec<_> = self.catalog.tables().map(StoredAs::quoted).collect();
        let drops: String = tables.iter().map(|table| format!("DROP TABLE IF EXISTS {table};")).collect();
        self.statements.clear();
        self.connection.flush_prepared_statement_cache();
        self.sql(&format!(
            "BEGIN IMMEDIATE; {drops} DELETE FROM _sdk_table; DELETE FROM _sdk_column; DELETE FROM _sdk_state; COMMIT; VACUUM;"
        ))?;
        self.catalog = super::Catalog::default();
        Ok(())
    }

    pub(super) fn stored_tables(&self) -> Result<Vec<StoredTable>> {
        let read = || -> rusqlite::Result<Vec<StoredTable>> {
            let mut names = self.connection.prepare("SELECT source, name FROM _sdk_table ORDER BY rowid")?;
            let tables = names.query_map([], |row| Ok(StoredTable { source: row.get(0)?, name: row.get(1)? }))?;
            tables.collect()
        };
        read().map_err(|error| self.failure(error))
    }

    pub(super) fn count_rows(&self, table: &StoredTable, most: u64) -> Result<RowCount> {
        let sql = format!(
            "SELECT count(*), coalesce(sum(_fivetran_deleted), 0) FROM (SELECT _fivetran_deleted FROM {} LIMIT ?)",
            quote(&table.name)
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let count = self.connection.query_row(&sql, [most.saturating_add(1)], |row| {
            let (all, deleted): (i64, i64) = (row.get(0)?, row.get(1)?);
            let more = all > most;
            let rows = (all - deleted - i64::from(more)).max(0);
            Ok(RowCount { rows: rows.unsigned_abs(), deleted: deleted.unsigned_abs(), more })
        });
        count.map_err(|error| self.failure(error))
    }
}

fn slots(batch: &Batch, stored: &StoredAs) -> Vec<Slot> {
    let slot = |column: &super::catalog::StoredColumn| {
        let cell = batch.columns.iter().position(|known| known.name == *column.source);
        let direct = cell.is_some_and(|cell| batch.columns[cell].declared == Some(column.column_type));
        Slot { cell, column_type: column.column_type, direct }
    };
    stored.columns.iter().map(slot).collect()
}

/// Binds the rows of one batch.
struct Writer<'a> {
    batch: &'a Batch,
    stored: &'a StoredAs,
    slots: &'a [Slot],
    synced: &'a str,
    scratch: String,
}

impl Writer<'_> {
    fn upsert(&mut self, statement: &mut Statement<'_>, cells: &[Option<Value>]) -> rusqlite::Result<()> {
        for column in 0..self.slots.len() {
            self.bind(statement, column + 1, column, cells)?;
        }
        let mut next = self.slots.len() + 1;
        if self.stored.primary_key.is_empty() {
            let named = self.batch.columns.iter().zip(cells);
            let id = row_id(named.filter_map(|(column, cell)| Some((&*column.name, cell.as_ref()?))));
            statement.raw_bind_parameter(next, id)?;
            next += 1;
        }
        self.execute(statement, next)
    }

    fn delete(&mut self, statement: &mut Statement<'_>, cells: &[Option<Value>]) -> rusqlite::Result<()> {
        let next = self.bind_key(statement, 1, cells)?;
        self.execute(statement, next)
    }

    /// The stored columns besides the key that an update gives.
    fn given(&self, cells: &[Option<Value>]) -> Vec<usize> {
        let given = |column: &usize| self.slots[*column].cell.is_some_and(|cell| cells[cell].is_some());
        (0..self.slots.len())
            .filter(given)
            .filter(|column| !self.stored.is_key(&self.stored.columns[*column].source))
            .collect()
    }

    fn update(
        &mut self,
        statement: &mut Statement<'_>,
        given: &[usize],
        cells: &[Option<Value>],
    ) -> rusqlite::Result<()> {
        for (at, column) in given.iter().enumerate() {
            self.bind(statement, at + 1, *column, cells)?;
        }
        let next = self.bind_key(statement, given.len() + 1, cells)?;
        self.execute(statement, next)
    }

    fn bind_key(
        &mut self,
        statement: &mut Statement<'_>,
        first: usize,
        cells: &[Option<Value>],
    ) -> rusqlite::Result<usize> {
        let mut next = first;
        for key in &self.stored.primary_key {
            if let Some(column) = self.stored.columns.iter().position(|column| column.source == *key) {
                self.bind(statement, next, column, cells)?;
                next += 1;
            }
        }
        Ok(next)
    }

    fn bind(
        &mut self,
        statement: &mut Statement<'_>,
        parameter: usize,
        column: usize,
        cells: &[Option<Value>],
    ) -> rusqlite::Result<()> {
        let slot = self.slots[column];
        match slot.cell.and_then(|cell| cells[cell].as_ref()) {
            None => bind(statement, parameter, &Value::Null, &mut self.scratch),
            Some(value) if slot.direct => bind(statement, parameter, value, &mut self.scratch),
            Some(value) => {
                let converted = value.clone().convert(slot.column_type).map_err(|misfit| {
                    let column = &self.stored.columns[column].source;
                    rusqlite::Error::ToSqlConversionFailure(format!("column `{column}`: {misfit}").into())
                })?;
                bind(statement, parameter, &converted, &mut self.scratch)
            }
        }
    }

    fn execute(&self, statement: &mut Statement<'_>, time: usize) -> rusqlite::Result<()> {
        statement.raw_bind_parameter(time, self.synced)?;
        statement.raw_execute().map(drop)
    }
}
