//! Write a source connector as annotated structs and functions.
//!
//! ```no_run
//! use connector_sdk::prelude::*;
//!
//! #[table]
//! struct Hello { message: String }
//!
//! #[connector]
//! async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
//!     rows.upsert(Hello { message: "hello, world!".into() }).await
//! }
//! ```
//!
//! [`#[table]`](macro@table) makes a table of a struct, [`#[connector]`](macro@connector) a program of a function or
//! of an impl block, and a configuration of a struct, [`#[state]`](macro@state) what a sync leaves for the next one.
//! A reader is given [`Rows`](context::Rows) to write to, its [`State`](context::State), and more
//! ([`Argument`](context::Argument)). [`testing`] runs a connector in memory and crashes it.
//!
//! The modules stand in layers, and imports point down: words, contract, engine, outlets, surface.

// 5 surface
#[doc(hidden)]
pub mod __private;
mod macros;
pub mod prelude;
pub mod testing;

// 4 outlets
pub mod cli;
pub mod destination;
pub mod protocol;

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

pub use error::{Context, Error, ErrorKind, Result};
pub use macros::{Column, ConfigField, connector, state, table};
pub use row::{Decimal, Row, Value};
pub use secret::Secret;

// What the macros write names the crate from outside; this lets tests inside of it use them.
#[cfg(test)]
extern crate self as connector_sdk;

/// Compiles the code of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
