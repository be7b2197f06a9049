//! What a struct must say to be a table. `#[table]` writes all of it; it can be written by hand as well.

mod columns;
mod json_field;
mod target;
mod writer;

pub use columns::{Column, CursorColumn, Json, KeyColumn};
pub(crate) use target::RowTarget;
pub use writer::RowWriter;
pub(crate) use writer::Written;

use crate::error::Result;
use crate::schema::TableSpec;

/// A struct whose values are rows of a table.
///
/// Implemented by `#[table]`. By hand:
///
/// ```
/// use connector_sdk::prelude::*;
/// use connector_sdk::schema::{ColumnSpec, TableSpec};
/// use connector_sdk::table::{Column, RowWriter, Table};
///
/// struct Country { code: String, people: i64 }
///
/// impl Table for Country {
///     const NAME: &'static str = "country";
///
///     fn spec() -> TableSpec {
///         TableSpec::new(Self::NAME)
///             .column(<String as Column>::spec("code"))
///             .column(<i64 as Column>::spec("people"))
///             .primary_key(["code"])
///     }
///
///     fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
///         row.cell(self.code)?;
///         row.cell(self.people)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a table",
    label = "not a table",
    note = "write `#[table(primary_key = …)]` above the struct"
)]
pub trait Table: Send + Sized + 'static {
    /// The table's name as the source writes it, with its schema in front (`sales.order`) if it has one.
    const NAME: &'static str;

    /// The table's declaration.
    fn spec() -> TableSpec;

    /// Writes the row's cells in the order of [`spec`](Table::spec)'s columns.
    fn write(self, row: &mut RowWriter<'_>) -> Result<()>;
}

/// A table with a primary key: its rows can be updated and deleted.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no primary key, so its rows cannot be updated or deleted",
    label = "a table without a primary key",
    note = "name the key: `#[table(primary_key = …)]`"
)]
pub trait Keyed: Table {
    /// The columns of the key, and nothing else: what a delete needs. `#[table]` makes `OrderKey` for `Order`.
    type Key: PartialRow;
    /// The key and any of the other columns: what an update needs. `#[table]` makes `OrderUpdate` for `Order`.
    type Update: PartialRow;
}

/// A table with a cursor: a reader can ask for what has changed since the last sync.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no cursor, so nobody can ask for what has changed",
    label = "a table without a cursor",
    note = "name the cursor: `#[table(cursor = …)]`"
)]
pub trait Incremental: Table {
    /// The type of the cursor's field.
    type Cursor;

    /// The row's cursor.
    fn cursor(&self) -> &Self::Cursor;
}

/// Some cells of a row.
pub trait PartialRow: Send {
    /// Writes the given cells, each with the index of its column in [`Table::spec`].
    fn write(self, row: &mut RowWriter<'_>) -> Result<()>;
}
