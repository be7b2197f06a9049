//! What is known of a table before its rows: names, columns, key, cursor.

use std::borrow::Cow;

use super::ColumnType;

/// A name of a table or column as the source writes it.
pub type Name = Cow<'static, str>;

/// The declaration of one table. `#[table]` writes it from a struct; it can also be built at run time.
///
/// ```
/// use connector_sdk::schema::{ColumnSpec, ColumnType, TableSpec};
///
/// let table = TableSpec::new("order")
///     .column(ColumnSpec::new("id").typed(ColumnType::Long))
///     .column(ColumnSpec::new("note"))
///     .primary_key(["id"]);
/// assert!(table.is_key("id"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    /// The schema the table belongs to; `None` where the source knows only one.
    pub schema: Option<Name>,
    /// The table's name.
    pub name: Name,
    /// What a row stands for.
    pub description: Option<Name>,
    /// The declared columns, in order. Rows may bring more.
    pub columns: Vec<ColumnSpec>,
    /// The columns that identify a row; empty when the table has no key.
    pub primary_key: Vec<Name>,
    /// The column by which the source tells new rows from old ones.
    pub cursor: Option<Name>,
}

impl TableSpec {
    /// A table without columns.
    pub fn new(name: impl Into<Name>) -> Self {
        Self {
            schema: None,
            name: name.into(),
            description: None,
            columns: Vec::new(),
            primary_key: Vec::new(),
            cursor: None,
        }
    }

    /// Puts the table into a schema.
    pub fn in_schema(mut self, schema: impl Into<Name>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// Says what a row stands for.
    pub fn describe(mut self, description: impl Into<Name>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds a column after the ones before.
    pub fn column(mut self, column: ColumnSpec) -> Self {
        self.columns.push(column);
        self
    }

    /// Names the key. A column that is not declared is inferred like any other.
    pub fn primary_key<N: Into<Name>>(mut self, columns: impl IntoIterator<Item = N>) -> Self {
        self.primary_key = columns.into_iter().map(Into::into).collect();
        self
    }

    /// Names the cursor column.
    pub fn cursor(mut self, column: impl Into<Name>) -> Self {
        self.cursor = Some(column.into());
        self
    }

    /// Whether the column is part of the key.
    pub fn is_key(&self, column: &str) -> bool {
        self.primary_key.iter().any(|key| key == column)
    }

    /// The name by which logs, state and `--select` know the table: `schema.name`, or the name alone.
    pub fn full_name(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.to_string(),
        }
    }
}

/// The declaration of one column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSpec {
    /// The column's name.
    pub name: Name,
    /// Its type; `None` when it is inferred from the values.
    pub column_type: Option<ColumnType>,
    /// What it means.
    pub description: Option<Name>,
}

impl ColumnSpec {
    /// A column whose type is inferred.
    pub fn new(name: impl Into<Name>) -> Self {
        Self { name: name.into(), column_type: None, description: None }
    }

    /// Declares the type.
    pub fn typed(mut self, column_type: ColumnType) -> Self {
        self.column_type = Some(column_type);
        self
    }

    /// Says what the column means.
    pub fn describe(mut self, description: impl Into<Name>) -> Self {
        self.description = Some(description.into());
        self
    }
}
