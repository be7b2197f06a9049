//! Write a data source connector as annotated structs and functions.

// 5 surface
pub mod testing;
pub mod prelude;
#[doc(hidden)]
pub mod __private;

// 4 outlets
pub mod destination;

// 3 engine
pub mod engine;

// 2 contract
pub mod config;
pub mod connector;
pub mod context;
pub mod sink;
pub mod table;

// 0 words
pub mod clock;
pub mod error;
pub mod event;
pub mod row;
pub mod schema;
pub mod secret;
pub mod state;

pub use error::{Context, Error, ErrorKind, Result};
pub use row::{Decimal, Row, Value};
pub use secret::Secret;
