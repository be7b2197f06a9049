//! Which tables and columns are synced.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::schema::TableSpec;

/// The part of a source that is synced; everything by default.
///
/// It is saved with the state, so that a later sync with a wider selection reads again just what is new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The selected tables by full name; `None` selects all, those unknown today included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tables: Option<BTreeMap<String, Selected>>,
}

/// How much of a table is selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selected {
    /// Every column, those unknown today included.
    All,
    /// These columns and the key.
    Columns(BTreeSet<String>),
}

impl Selection {
    /// Selects nothing; to be widened with [`include`](Self::include).
    pub fn nothing() -> Self {
        Self { tables: Some(BTreeMap::new()) }
    }

    /// Adds a table.
    pub fn include(mut self, table: impl Into<String>, selected: Selected) -> Self {
        self.tables.get_or_insert_default().insert(table.into(), selected);
        self
    }

    /// Reads the form of the command line: `order,customer.name,customer.email`.
    pub fn parse(text: &str, tables: &[TableSpec]) -> Result<Self, UnknownSelection> {
        let mut selection = Self::nothing();
        for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            let table = tables.iter().find(|table| table.full_name() == item);
            if let Some(table) = table {
                selection = selection.include(table.full_name(), Selected::All);
                continue;
            }
            let (table, column) = tables
                .iter()
                .filter_map(|table| {
                    let column = item.strip_prefix(&table.full_name())?.strip_prefix('.')?;
                    Some((table, column))
                })
                .max_by_key(|(table, _)| table.full_name().len())
                .ok_or_else(|| UnknownSelection::Table(item.to_owned()))?;
            let declared = !table.columns.is_empty();
            if declared && !table.columns.iter().any(|known| known.name == column) && !table.is_key(column) {
                return Err(UnknownSelection::Column { table: table.full_name(), column: column.to_owned() });
            }
            let chosen = selection.tables.get_or_insert_default().entry(table.full_name());
            if let Selected::Columns(columns) = chosen.or_insert_with(|| Selected::Columns(BTreeSet::new())) {
                columns.insert(column.to_owned());
            }
        }
        Ok(selection)
    }

    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.tables.is_none()
    }

    /// Whether the table is synced.
    pub fn includes(&self, table: &str) -> bool {
        self.tables.as_ref().is_none_or(|tables| tables.contains_key(table))
    }

    /// Whether the column is synced. The columns of a key always are.
    pub fn includes_column(&self, table: &TableSpec, column: &str) -> bool {
        table.is_key(column)
            || match self.tables.as_ref().map(|tables| tables.get(&table.full_name())) {
                None | Some(Some(Selected::All)) => true,
                Some(Some(Selected::Columns(columns))) => columns.contains(column),
                Some(None) => false,
            }
    }

    /// The table with its selected columns only.
    pub fn narrow(&self, table: &TableSpec) -> TableSpec {
        let mut narrow = table.clone();
        narrow.columns.retain(|column| self.includes_column(table, &column.name));
        narrow
    }

    /// Whether `self` selects columns of the table that `earlier` left out although it selected the table: their
    /// values in rows already read are missing, so the table has to be read again.
    pub fn widens(&self, earlier: &Self, table: &str) -> bool {
        let of = |selection: &Self| match &selection.tables {
            None => Some(Selected::All),
            Some(tables) => tables.get(table).cloned(),
        };
        match (of(earlier), of(self)) {
            (Some(Selected::Columns(_)), Some(Selected::All)) => true,
            (Some(Selected::Columns(before)), Some(Selected::Columns(now))) => !now.is_subset(&before),
            _ => false,
        }
    }

    /// What is remembered after a sync with `self`: tables that are left out now keep what was known of them, so
    /// that including them again later still tells which of their columns are new.
    pub fn remembering(&self, earlier: &Self) -> Self {
        let (Some(now), Some(before)) = (&self.tables, &earlier.tables) else { return self.clone() };
        let mut tables = before.clone();
        tables.extend(now.iter().map(|(name, selected)| (name.clone(), selected.clone())));
        Self { tables: Some(tables) }
    }
}

/// A selection names something that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnknownSelection {
    /// No such table.
    Table(String),
    /// No such column.
    Column {
        /// The table.
        table: String,
        /// The unknown column.
        column: String,
    },
}

impl std::fmt::Display for UnknownSelection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Table(table) => write!(f, "there is no table `{table}`"),
            Self::Column { table, column } => write!(f, "table `{table}` has no column `{column}`"),
        }
    }
}

impl std::error::Error for UnknownSelection {}
