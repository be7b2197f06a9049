//! The statements that write one table's rows, made once per shape.

use std::collections::HashMap;
use std::sync::Arc;

use super::catalog::{StoredAs, quote};

/// Statements for a table as it is stored now.
#[derive(Debug)]
pub(super) struct Statements {
    /// How the table is stored.
    pub(super) stored: Arc<StoredAs>,
    /// Inserts a whole row or replaces it. Parameters: every column, the surrogate key of a table without a key,
    /// the time of the sync.
    pub(super) upsert: Arc<str>,
    /// Marks a row as deleted. Parameters: the key, the time.
    pub(super) delete: Arc<str>,
    /// Updates some columns, by which they are. Parameters: those columns, the key, the time.
    updates: HashMap<Vec<usize>, Arc<str>>,
}

impl Statements {
    pub(super) fn new(stored: StoredAs) -> Self {
        Self {
            upsert: upsert(&stored).into(),
            delete: delete(&stored).into(),
            updates: HashMap::new(),
            stored: Arc::new(stored),
        }
    }

    /// The statement that updates these columns, given by their place in the stored table.
    pub(super) fn update(&mut self, columns: &[usize]) -> Arc<str> {
        if let Some(known) = self.updates.get(columns) {
            return known.clone();
        }
        let set: Vec<_> = columns.iter().map(|at| format!("{} = ?", quote(&self.stored.columns[*at].name))).collect();
        let time = columns.len() + self.stored.primary_key.len() + 1;
        let sql: Arc<str> = format!(
            "UPDATE {} SET {}{}_fivetran_synced = ?{time} WHERE {}",
            self.stored.quoted(),
            set.join(", "),
            if set.is_empty() { "" } else { ", " },
            key_condition(&self.stored, columns.len()),
        )
        .into();
        self.updates.insert(columns.to_vec(), sql.clone());
        sql
    }
}

fn upsert(stored: &StoredAs) -> String {
    let mut columns: Vec<_> = stored.columns.iter().map(|column| quote(&column.name)).collect();
    let surrogate = stored.primary_key.is_empty();
    if surrogate {
        columns.push("_fivetran_id".to_owned());
    }
    columns.push("_fivetran_synced".to_owned());
    let places = vec!["?"; columns.len()].join(", ");
    let key: Vec<_> = if surrogate {
        vec!["_fivetran_id".to_owned()]
    } else {
        stored.primary_key.iter().filter_map(|key| stored.column(key)).map(|column| quote(&column.name)).collect()
    };
    let set: Vec<_> = columns
        .iter()
        .filter(|column| !key.contains(column))
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    format!(
        "INSERT INTO {} ({}, _fivetran_deleted) VALUES ({places}, 0)
         ON CONFLICT ({}) DO UPDATE SET {}, _fivetran_deleted = 0",
        stored.quoted(),
        columns.join(", "),
        key.join(", "),
        set.join(", "),
    )
}

fn delete(stored: &StoredAs) -> String {
    format!(
        "UPDATE {} SET _fivetran_deleted = 1, _fivetran_synced = ?{} WHERE {} AND _fivetran_deleted = 0",
        stored.quoted(),
        stored.primary_key.len() + 1,
        key_condition(stored, 0),
    )
}

/// `"a" = ?3 AND "b" = ?4` for parameters that start after `before` others.
fn key_condition(stored: &StoredAs, before: usize) -> String {
    let key = stored.primary_key.iter().filter_map(|key| stored.column(key)).enumerate();
    let parts: Vec<_> = key.map(|(at, column)| format!("{} = ?{}", quote(&column.name), before + at + 1)).collect();
    parts.join(" AND ")
}
