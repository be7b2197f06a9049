//! Write a data source connector as annotated structs and functions.

pub mod config;
pub mod error;
pub mod row;
pub mod schema;
pub mod secret;

pub use error::{Context, Error, ErrorKind, Result};
pub use row::{Decimal, Value};
pub use secret::Secret;
