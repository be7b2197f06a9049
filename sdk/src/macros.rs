//! The attribute macros, documented here so that their examples compile.

pub use connector_sdk_macros::{connector, table};
