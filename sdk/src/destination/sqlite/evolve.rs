//! How tables come to be and how they grow: new columns, wider types, never a loss.

use super::Warehouse;
use super::catalog::{StoredAs, StoredColumn, quote};
use super::encode::{decode, storage, stored_alike};
use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn};
use crate::schema::widen::{Seen, widen};
use crate::schema::{ColumnType, TableSpec};

/// The columns that the warehouse adds to every table.
const SYSTEM_COLUMNS: &str = "_fivetran_synced TEXT NOT NULL, _fivetran_deleted INTEGER NOT NULL";

impl Warehouse {
    /// Makes the table, or brings it up to its declaration. Refuses names that collide and a changed key.
    pub(super) fn declare_table(&mut self, table: &TableSpec) -> Result<()> {
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|column| BatchColumn {
                name: column.name.clone(),
                declared: column.column_type,
                inferred: Seen::default(),
            })
            .collect();
        self.check_column_names(table, columns.iter().map(|column| &*column.name))?;
        self.check_key(table)?;
        // A key without a type is known with the first row; the table is made then.
        let untyped_key = table
            .primary_key
            .iter()
            .any(|key| !columns.iter().any(|column| column.name == *key && column.declared.is_some()));
        if self.table(table).is_none() && (untyped_key || columns.iter().all(|column| column.declared.is_none())) {
            return self.new_table_name(table).map(drop);
        }
        self.evolve(table, &columns).map(drop)
    }

    /// Brings the table up to the columns of a batch and returns how it is stored.
    pub(super) fn evolve_for(&mut self, batch: &Batch) -> Result<StoredAs> {
        self.evolve(&batch.table, &batch.columns)
    }

    fn evolve(&mut self, table: &TableSpec, columns: &[BatchColumn]) -> Result<StoredAs> {
        let Some(stored) = self.table(table).cloned() else {
            return self.create(table, columns);
        };
        let mut grown = stored.clone();
        let mut changed = Vec::new();
        for column in columns {
            match grown.columns.iter().position(|known| known.source == column.name) {
                None => {
                    let Some(column_type) = column.seen().column_type() else { continue };
                    self.check_column_names(table, std::iter::once(&*column.name))?;
                    let name = self.naming.column(&column.name);
                    self.alter(&format!(
                        "ALTER TABLE {} ADD COLUMN {} {}",
                        stored.quoted(),
                        quote(&name),
                        storage(column_type)
                    ))?;
                    grown.columns.push(StoredColumn { source: column.name.to_string(), name, column_type });
                }
                Some(at) => {
                    let before = grown.columns[at].column_type;
                    let after = widen(before, &column.seen(), || self.stored_values(&stored, &column.name))?;
                    if after != before {
                        grown.columns[at].column_type = after;
                        changed.push((at, before));
                    }
                }
            }
        }
        if grown.columns != stored.columns {
            self.convert_columns(&grown, &changed)?;
            self.store(grown.clone())?;
        }
        Ok(grown)
    }

    fn create(&mut self, table: &TableSpec, columns: &[BatchColumn]) -> Result<StoredAs> {
        self.check_column_names(table, columns.iter().map(|column| &*column.name))?;
        let name = self.new_table_name(table)?;
        let mut stored = StoredAs {
            source: table.full_name(),
            name,
            primary_key: table.primary_key.iter().map(ToString::to_string).collect(),
            columns: Vec::new(),
        };
        for column in columns {
            if let Some(column_type) = column.seen().column_type() {
                let name = self.naming.column(&column.name);
                stored.columns.push(StoredColumn { source: column.name.to_string(), name, column_type });
            }
        }
        if let Some(key) = stored.primary_key.iter().find(|key| stored.column(key).is_none()) {
            return Err(Error::schema(format!("key column `{key}` is missing")));
        }
        self.alter(&create_sql(&stored, &stored.quoted()))?;
        self.store(stored.clone())?;
        Ok(stored)
    }

    fn store(&mut self, stored: StoredAs) -> Result<()> {
        self.statements.remove(&stored.source);
        self.catalog_mut();
        // The borrow of the catalog ends above, since the entry is written through the same connection.
        self.catalog.put(&self.connection, stored).map_err(|error| super::failure::failure(&self.path, error))
    }

    /// Changes the tables. No statement may be prepared for the old ones meanwhile.
    fn alter(&self, sql: &str) -> Result<()> {
        self.connection.flush_prepared_statement_cache();
        self.sql(sql)
    }

    /// What is stored in a column. Reads all of it.
    fn stored_values(&self, stored: &StoredAs, source: &str) -> Result<Seen> {
        let mut seen = Seen::default();
        let Some(column) = stored.column(source) else { return Ok(seen) };
        let mut read = || {
            let sql = format!("SELECT {} FROM {}", quote(&column.name), stored.quoted());
            let mut statement = self.connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(value) = decode(row.get_ref(0)?, column.column_type) {
                    seen.add(&value);
                }
            }
            Ok(())
        };
        read().map_err(|error| self.failure(error))?;
        Ok(seen)
    }

    /// Rewrites the changed columns' values. SQLite cannot change a column's storage class in place, so the table is
    /// written anew where one changes; the transaction makes that safe.
    fn convert_columns(&self, grown: &StoredAs, changed: &[(usize, ColumnType)]) -> Result<()> {
        let unlike: Vec<_> =
            changed.iter().filter(|(at, before)| !stored_alike(*before, grown.columns[*at].column_type)).collect();
        if unlike.is_empty() {
            return Ok(());
        }
        let convert = |at: usize, before: ColumnType| {
            let column = &grown.columns[at];
            format!("_sdk_convert({}, '{before}', '{}')", quote(&column.name), column.column_type)
        };
        let same_storage =
            unlike.iter().all(|(at, before)| storage(*before) == storage(grown.columns[*at].column_type));
        let in_key = unlike.iter().any(|(at, _)| grown.is_key(&grown.columns[*at].source));
        if same_storage && !in_key {
            let set: Vec<_> = unlike
                .iter()
                .map(|(at, before)| format!("{} = {}", quote(&grown.columns[*at].name), convert(*at, *before)))
                .collect();
            return self.alter(&format!("UPDATE {} SET {}", grown.quoted(), set.join(", ")));
        }
        let columns: Vec<_> = system_columns(grown)
            .map(str::to_owned)
            .chain(grown.columns.iter().map(|column| quote(&column.name)))
            .collect();
        let values: Vec<_> = system_columns(grown)
            .map(str::to_owned)
            .chain(grown.columns.iter().enumerate().map(|(at, column)| {
                match unlike.iter().find(|(changed, _)| *changed == at) {
                    Some((_, before)) => convert(at, *before),
                    None => quote(&column.name),
                }
            }))
            .collect();
        self.alter(&format!(
            "{create}; INSERT INTO _sdk_rebuilt ({columns}) SELECT {values} FROM {table};
             DROP TABLE {table}; ALTER TABLE _sdk_rebuilt RENAME TO {table}",
            create = create_sql(grown, "_sdk_rebuilt"),
            columns = columns.join(", "),
            values = values.join(", "),
            table = grown.quoted(),
        ))
    }

    /// A name for a table that is not stored yet. Refuses one that is taken.
    fn new_table_name(&self, table: &TableSpec) -> Result<String> {
        let mut name = self.naming.table(&table.name);
        if let Some(schema) = &table.schema {
            // SQLite has no schemas. A normalised name never has two underscores in a row, so this one is free.
            name = format!("{}__{name}", self.naming.table(schema));
        }
        let lower = name.to_lowercase();
        if lower.starts_with("_sdk_") || lower.starts_with("sqlite_") {
            return Err(Error::schema(format!("the name `{name}` belongs to the warehouse"))
                .next_step("give the table another name"));
        }
        if let Some(other) =
            self.catalog.tables().find(|other| other.name.to_lowercase() == lower && other.source != table.full_name())
        {
            return Err(Error::schema(format!("it and `{}` would both be stored as `{name}`", other.source))
                .next_step("rename one of them, or keep the source's names with `--naming source`"));
        }
        let taken: bool = self
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE lower(name) = ?)", [&lower], |row| row.get(0))
            .map_err(|error| self.failure(error))?;
        if taken && self.table(table).is_none() {
            return Err(Error::destination(format!("{} has a table `{name}` of another program", self.path.display()))
                .next_step("rename or drop it, or use another file"));
        }
        Ok(name)
    }

    /// Refuses column names that are the system's or that would be stored under one name.
    fn check_column_names<'a>(&self, table: &TableSpec, new: impl Iterator<Item = &'a str>) -> Result<()> {
        let mut taken: Vec<(String, String)> = self
            .table(table)
            .into_iter()
            .flat_map(|stored| &stored.columns)
            .map(|column| (column.name.to_lowercase(), column.source.clone()))
            .collect();
        for source in new {
            let name = self.naming.column(source).to_lowercase();
            if name.starts_with("_fivetran_") {
                return Err(Error::schema(format!("column `{source}`: names beginning with `_fivetran_` are taken"))
                    .next_step("rename the column"));
            }
            match taken.iter().find(|(known, other)| *known == name && other != source) {
                Some((_, other)) => {
                    return Err(Error::schema(format!(
                        "columns `{other}` and `{source}` would both be stored as `{name}`"
                    ))
                    .next_step("rename one of them, or keep the source's names with `--naming source`"));
                }
                None => taken.push((name, source.to_owned())),
            }
        }
        Ok(())
    }

    fn check_key(&self, table: &TableSpec) -> Result<()> {
        let Some(stored) = self.table(table) else { return Ok(()) };
        let key: Vec<_> = table.primary_key.iter().map(ToString::to_string).collect();
        if key == stored.primary_key {
            return Ok(());
        }
        let shown = |key: &[String]| if key.is_empty() { "no key".to_owned() } else { format!("({})", key.join(", ")) };
        Err(Error::schema(format!(
            "its primary key was {} and is now {}, which would double or merge its rows",
            shown(&stored.primary_key),
            shown(&key)
        ))
        .next_step("forget what was synced with `reset`, then sync again"))
    }
}

/// The columns before the table's own: the surrogate key of a table without one, then the system's.
fn system_columns(stored: &StoredAs) -> impl Iterator<Item = &'static str> {
    let surrogate = stored.primary_key.is_empty().then_some("_fivetran_id");
    surrogate.into_iter().chain(["_fivetran_synced", "_fivetran_deleted"])
}

fn create_sql(stored: &StoredAs, quoted_name: &str) -> String {
    let mut columns: Vec<_> = stored
        .columns
        .iter()
        .map(|column| {
            let not_null = if stored.is_key(&column.source) { " NOT NULL" } else { "" };
            format!("{} {}{not_null}", quote(&column.name), storage(column.column_type))
        })
        .collect();
    let key = if stored.primary_key.is_empty() {
        columns.insert(0, "_fivetran_id TEXT NOT NULL".to_owned());
        "_fivetran_id".to_owned()
    } else {
        let names: Vec<_> =
            stored.primary_key.iter().filter_map(|key| stored.column(key)).map(|column| quote(&column.name)).collect();
        names.join(", ")
    };
    format!("CREATE TABLE {quoted_name} ({}, {SYSTEM_COLUMNS}, PRIMARY KEY ({key}))", columns.join(", "))
}
