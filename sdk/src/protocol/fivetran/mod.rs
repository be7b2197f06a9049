//! Serves a connector as a Fivetran Partner SDK source: gRPC in, rows out.

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]
pub mod proto;
mod timestamp;
