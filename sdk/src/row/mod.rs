//! Rows and the values in their cells.

mod convert;
mod decimal;
#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
mod decimal_crates;
mod dynamic;
pub(crate) mod floats;
mod from;
mod hash;
mod json;
mod text;
mod value;

pub use convert::Misfit;
pub use decimal::{Decimal, ParseDecimalError};
#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
pub use decimal_crates::DecimalOverflow;
pub use dynamic::Row;
pub use hash::row_id;
pub use json::canonical_json;
pub use text::lacks_zone;
pub use value::Value;

#[cfg(test)]
pub(crate) mod tests;
