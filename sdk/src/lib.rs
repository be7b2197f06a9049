//! Write a data source connector as annotated structs and functions.

// 5 surface
mod macros;
pub mod prelude;
pub mod testing;
#[doc(hidden)]
pub mod __private;

// 4 outlets
pub mod cli;
pub mod destination;

// 3 engine
pub mod engine;

// 2 contract
pub mod config;
pub mod connector;
pub mod context;
#[cfg(feature = "http")]
pub mod reader;
pub mod sink;
pub mod table;

// 1 source kit
#[cfg(feature = "http")]
pub mod auth;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "http")]
pub mod paginate;

// 0 words
pub mod clock;
pub mod error;
pub mod event;
pub mod row;
pub mod schema;
pub mod secret;
pub mod state;

pub use macros::{Column, ConfigField, connector, state, table};
pub use error::{Context, Error, ErrorKind, Result};
pub use row::{Decimal, Row, Value};
pub use secret::Secret;
