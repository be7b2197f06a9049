//! A connector on Fivetran: over the wire with a client of our own, and cut off at every checkpoint.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod client;
mod connectors;
mod form;
mod moves;
mod resume;
mod selection;
mod sync;
mod trouble;
