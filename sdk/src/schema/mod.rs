//! The shape of tables: names, closed set of column types, and how shapes grow.

mod column_type;
pub mod naming;
mod table_spec;
pub mod widen;

pub use column_type::ColumnType;
pub use table_spec::{ColumnSpec, Name, TableSpec};
