//! What is stored where: the names and types of tables and columns, which SQLite's own schema cannot tell.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::schema::ColumnType;

/// All tables of a warehouse, by the source's full name.
#[derive(Debug, Clone, Default)]
pub(super) struct Catalog {
    tables: HashMap<String, StoredAs>,
}

/// How a table is stored.
#[derive(Debug, Clone)]
pub(super) struct StoredAs {
    /// The source's full name.
    pub(super) source: String,
    /// The table's name in the file.
    pub(super) name: String,
    /// The key's columns as the source names them; none for a table that is keyed by `_fivetran_id`.
    pub(super) primary_key: Vec<String>,
    /// The columns, without the system's.
    pub(super) columns: Vec<StoredColumn>,
}

/// How a column is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoredColumn {
    /// The source's name.
    pub(super) source: String,
    /// The column's name in the file.
    pub(super) name: String,
    /// The type that holds all its values.
    pub(super) column_type: ColumnType,
}

impl StoredAs {
    /// The name as SQL wants it.
    pub(super) fn quoted(&self) -> String {
        quote(&self.name)
    }

    pub(super) fn column(&self, source: &str) -> Option<&StoredColumn> {
        self.columns.iter().find(|column| column.source == source)
    }

    pub(super) fn is_key(&self, source: &str) -> bool {
        self.primary_key.iter().any(|key| key == source)
    }
}

/// A name as SQL wants it.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Catalog {
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut tables = HashMap::new();
        let mut read_tables = connection.prepare("SELECT source, name, primary_key FROM _sdk_table")?;
        let mut read_columns =
            connection.prepare("SELECT source, name, type FROM _sdk_column WHERE source_table = ? ORDER BY rowid")?;
        let mut rows = read_tables.query([])?;
        while let Some(row) = rows.next()? {
            let source: String = row.get(0)?;
            let key: String = row.get(2)?;
            let columns = read_columns.query_map([&source], |row| {
                let column_type: String = row.get(2)?;
                let column_type = column_type.parse().map_err(|error| {
                    rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, Box::new(error))
                })?;
                Ok(StoredColumn { source: row.get(0)?, name: row.get(1)?, column_type })
            })?;
            let table = StoredAs {
                name: row.get(1)?,
                primary_key: serde_json::from_str(&key).map_err(|error| {
                    rusqlite::Error::FromSqlConversionFailure(2, rusqlite::types::Type::Text, Box::new(error))
                })?,
                columns: columns.collect::<rusqlite::Result<_>>()?,
                source: source.clone(),
            };
            tables.insert(source, table);
        }
        Ok(Self { tables })
    }

    pub(super) fn table(&self, source: &str) -> Option<&StoredAs> {
        self.tables.get(source)
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &StoredAs> {
        self.tables.values()
    }

    /// Stores or replaces a table's entry, here and in the file.
    pub(super) fn put(&mut self, connection: &Connection, table: StoredAs) -> rusqlite::Result<()> {
        let key = serde_json::Value::from(table.primary_key.clone()).to_string();
        connection
            .prepare_cached("INSERT OR IGNORE INTO _sdk_table (source, name, primary_key) VALUES (?, ?, ?)")?
            .execute(params![table.source, table.name, key])?;
        let mut put = connection.prepare_cached(
            "INSERT INTO _sdk_column (source_table, source, name, type) VALUES (?, ?, ?, ?)
             ON CONFLICT (source_table, source) DO UPDATE SET type = excluded.type",
        )?;
        for column in &table.columns {
            put.execute(params![table.source, column.source, column.name, column.column_type.to_string()])?;
        }
        self.tables.insert(table.source.clone(), table);
        Ok(())
    }
}
