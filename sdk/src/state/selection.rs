//! Which tables and columns are synced.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::schema::TableSpec;

/// The part of a source that is synced; everything by default.
///
/// Tables and columns that it does not name, because whoever chose did not know of them, follow what is said of the
/// others: [`others`](Self::others), [`Selected::AllBut`].
///
/// It is saved with the state, so that a later sync with a wider selection reads again just what is new.
///
/// ```json
/// {"tables": {"order": "all", "customer": {"columns": ["name"]}}, "left_out": ["event"], "others": true}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The selected tables by full name; `None` selects all, those unknown today included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tables: Option<BTreeMap<String, Selected>>,
    /// Tables that are not synced whatever is said of the others.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    left_out: BTreeSet<String>,
    /// Whether the other tables of a schema are synced.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    schemas: BTreeMap<String, bool>,
    /// Whether every other table is synced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    others: bool,
}

/// How much of a table is selected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selected {
    /// Every column, those unknown today included.
    All,
    /// These columns and the key.
    Columns(BTreeSet<String>),
    /// Every column except these, those unknown today included. The key stays.
    AllBut(BTreeSet<String>),
}

impl Selected {
    fn includes(&self, column: &str) -> bool {
        match self {
            Self::All => true,
            Self::Columns(columns) => columns.contains(column),
            Self::AllBut(columns) => !columns.contains(column),
        }
    }

    /// Whether a column that `earlier` leaves out may be in `self`.
    fn widens(&self, earlier: &Self) -> bool {
        match (earlier, self) {
            (Self::All, _) => false,
            (Self::Columns(_), Self::All) => true,
            (Self::Columns(before), Self::Columns(now)) => !now.is_subset(before),
            // Whatever is not named in either was left out before and is in now.
            (Self::Columns(_), Self::AllBut(_)) => true,
            (Self::AllBut(before), now) => before.iter().any(|column| now.includes(column)),
        }
    }
}

impl Selection {
    /// Selects nothing; to be widened with [`include`](Self::include).
    pub fn nothing() -> Self {
        Self { tables: Some(BTreeMap::new()), ..Self::default() }
    }

    /// Adds a table.
    pub fn include(mut self, table: impl Into<String>, selected: Selected) -> Self {
        let table = table.into();
        self.left_out.remove(&table);
        self.tables.get_or_insert_default().insert(table, selected);
        self
    }

    /// Leaves a table out.
    pub fn leave_out(mut self, table: impl Into<String>) -> Self {
        let table = table.into();
        self.tables.get_or_insert_default().remove(&table);
        self.left_out.insert(table);
        self
    }

    /// Says whether tables of a schema that were neither included nor left out by name are synced.
    pub fn others_in(mut self, schema: impl Into<String>, synced: bool) -> Self {
        self.tables.get_or_insert_default();
        self.schemas.insert(schema.into(), synced);
        self
    }

    /// Says whether tables of which nothing else is said are synced.
    pub fn others(mut self, synced: bool) -> Self {
        self.tables.get_or_insert_default();
        self.others = synced;
        self
    }

    /// The same selection, or [everything](Self::is_everything) if it leaves nothing out.
    pub fn simplified(self) -> Self {
        let whole = self.others
            && self.left_out.is_empty()
            && self.schemas.values().all(|synced| *synced)
            && self.tables.iter().flatten().all(|(_, selected)| *selected == Selected::All);
        if whole { Self::default() } else { self }
    }

    /// The tables that are included by name, and how much of each; none where everything is selected.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Selected)> {
        self.tables.iter().flatten().map(|(name, selected)| (name.as_str(), selected))
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
            let chosen = chosen.or_insert_with(|| Selected::Columns(BTreeSet::new()));
            // The key comes in any case; to name it makes no wider selection.
            if let Selected::Columns(columns) = chosen
                && !table.is_key(column)
            {
                columns.insert(column.to_owned());
            }
        }
        Ok(selection)
    }

    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.tables.is_none()
    }

    /// How much of a table is selected; `None` for nothing.
    fn chosen(&self, table: &str) -> Option<&Selected> {
        let Some(tables) = &self.tables else { return Some(&Selected::All) };
        if let Some(selected) = tables.get(table) {
            return Some(selected);
        }
        let in_schema = |schema: &str| table.strip_prefix(schema).is_some_and(|rest| rest.starts_with('.'));
        // Names may hold points themselves; the longest schema that fits is meant.
        let schema = self.schemas.iter().filter(|(schema, _)| in_schema(schema)).max_by_key(|(schema, _)| schema.len());
        let synced = !self.left_out.contains(table) && schema.map_or(self.others, |(_, synced)| *synced);
        synced.then_some(&Selected::All)
    }

    /// Whether the table is synced.
    pub fn includes(&self, table: &str) -> bool {
        self.chosen(table).is_some()
    }

    /// Whether the column is synced. The columns of a key always are.
    pub fn includes_column(&self, table: &TableSpec, column: &str) -> bool {
        table.is_key(column) || self.chosen(&table.full_name()).is_some_and(|selected| selected.includes(column))
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
        match (earlier.chosen(table), self.chosen(table)) {
            (Some(before), Some(now)) => now.widens(before),
            _ => false,
        }
    }

    /// Whether a table of any other name may be synced.
    pub(crate) fn includes_unnamed(&self) -> bool {
        self.is_everything() || self.others || self.schemas.values().any(|synced| *synced)
    }

    /// Whether a table of a name that nobody knows may be synced now that was left out with `earlier`.
    pub(crate) fn includes_more_unnamed(&self, earlier: &Self) -> bool {
        let all = |selection: &Self| selection.is_everything() || selection.others;
        let schema = |selection: &Self, name: &String| {
            selection.is_everything() || selection.schemas.get(name).copied().unwrap_or(selection.others)
        };
        let mut schemas = self.schemas.keys().chain(earlier.schemas.keys());
        (all(self) && !all(earlier))
            || schemas.any(|name| schema(self, name) && !schema(earlier, name))
            || earlier.left_out.iter().any(|table| self.includes(table) && !earlier.includes(table))
    }

    /// What is remembered after a sync with `self`: tables that are left out now keep what was known of them, so
    /// that including them again later still tells which of their columns are new. Those that miss rows of this sync
    /// are as if they had never been selected. `known` are the tables that a rule of `earlier` may include unnamed.
    pub fn remembering<'a>(
        &self,
        earlier: &'a Self,
        known: impl Iterator<Item = &'a str>,
        misses_rows: impl Fn(&str) -> bool,
    ) -> Self {
        let mut remembered = self.clone();
        let Some(now) = &mut remembered.tables else { return remembered };
        if earlier.is_everything() {
            return remembered;
        }
        for table in earlier.named().map(|(table, _)| table).chain(known) {
            if !self.includes(table)
                && !misses_rows(table)
                && let Some(selected) = earlier.chosen(table)
            {
                now.entry(table.to_owned()).or_insert_with(|| selected.clone());
            }
        }
        remembered
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

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_is_not_named_follows_the_nearest_word_on_the_others() {
        let selection = Selection::nothing()
            .include("sales.order", Selected::All)
            .leave_out("sales.event")
            .others_in("sales", true)
            .others_in("staff", false)
            .others(true);
        for (table, synced) in [
            ("sales.order", true),
            ("sales.event", false),
            ("sales.refund", true),
            ("staff.salary", false),
            ("stock.item", true),
            ("staffing", true),
        ] {
            assert_eq!(selection.includes(table), synced, "{table}");
        }
    }

    #[test]
    fn a_column_that_was_left_out_widens() {
        let of = |selected| Selection::nothing().include("t", selected);
        let all = of(Selected::All);
        let only = |names| of(Selected::Columns(columns(names)));
        let but = |names| of(Selected::AllBut(columns(names)));
        for (before, now, widens) in [
            (&all, &only(&["a"]), false),
            (&all, &but(&["a"]), false),
            (&only(&["a"]), &all, true),
            (&only(&["a"]), &only(&["a", "b"]), true),
            (&only(&["a", "b"]), &only(&["a"]), false),
            (&only(&["a"]), &but(&["b"]), true),
            (&but(&["a"]), &all, true),
            (&but(&["a"]), &but(&["a", "b"]), false),
            (&but(&["a", "b"]), &but(&["a"]), true),
            (&but(&["a"]), &only(&["b"]), false),
            (&but(&["a"]), &only(&["a"]), true),
            (&Selection::nothing(), &all, false),
            (&only(&["a"]), &Selection::default(), true),
        ] {
            assert_eq!(now.widens(before, "t"), widens, "{before:?} -> {now:?}");
        }
    }

    #[test]
    fn a_table_that_is_left_out_for_a_while_is_remembered() {
        let narrow = Selection::nothing().include("t", Selected::Columns(columns(&["a"]))).others(true);
        let without = Selection::nothing().leave_out("t").others(true);
        let remembered = without.remembering(&narrow, std::iter::empty(), |_| false);
        assert!(Selection::nothing().include("t", Selected::All).widens(&remembered, "t"));
    }

    #[test]
    fn the_form_of_earlier_programs_is_read() {
        let old = r#"{"tables":{"customer":{"columns":["name"]},"order":"all"}}"#;
        let selection: Selection = serde_json::from_str(old).unwrap();
        assert!(selection.includes("order") && !selection.includes("event"));
        assert_eq!(serde_json::to_string(&selection).unwrap(), old);
    }

    #[test]
    fn a_selection_of_everything_by_name_is_everything() {
        let whole = Selection::nothing().include("t", Selected::All).others(true);
        assert!(whole.simplified().is_everything());
        let but = Selection::nothing().include("t", Selected::All).others(false);
        assert!(!but.simplified().is_everything());
    }
}
