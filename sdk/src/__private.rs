//! What generated code may name, besides documented traits. Nothing here is for authors.

pub use serde;
pub use serde_json;

pub use crate::cli::main;
pub use crate::config::{Choice, Config, ConfigField, ConfigReader, FieldKind, FieldSpec, choose, file_types};
pub use crate::connector::{BoxFuture, Check, Connector, Info, Reader};
pub use crate::context::{Argument, ReaderContext, Rows};
pub use crate::error::{Error, Result};
pub use crate::row::Value;
pub use crate::schema::{ColumnSpec, ColumnType, TableSpec};
pub use crate::state::{StateField, StateFieldWithoutDefault, StateValue};
pub use crate::table::{Column, CursorColumn, Incremental, Json, KeyColumn, Keyed, PartialRow, RowWriter, Table};
#[cfg(feature = "http")]
pub use crate::{paginate, reader};

/// Proves that a table has a name of its own. What is no table has no name.
pub const fn distinct_tables(table: Option<&str>, earlier: &[Option<&str>]) {
    let mut at = 0;
    while at < earlier.len() {
        if let (Some(a), Some(b)) = (table, earlier[at]) {
            assert!(!same(a, b), "two tables have this name: give one of them another, `#[table(name = \"…\")]`");
        }
        at += 1;
    }
}

/// `a == b`, which constants cannot say of texts yet.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut same = a.len() == b.len();
    let mut at = 0;
    while same && at < a.len() {
        same = a[at] == b[at];
        at += 1;
    }
    same
}
