//! Rows and the values in their cells.

mod convert;
mod decimal;
mod dynamic;
mod json;
mod value;

pub use convert::Misfit;
pub use decimal::{Decimal, ParseDecimalError};
pub use dynamic::Row;
pub use json::canonical_json;
pub use value::Value;
