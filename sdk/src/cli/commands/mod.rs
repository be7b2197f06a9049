//! One file for each word of the command line.

pub(super) mod check;
pub(super) mod config;
pub(super) mod preview;
pub(super) mod query;
pub(super) mod reset;
pub(super) mod schema;
#[cfg(feature = "fivetran")]
pub(super) mod serve;
pub(super) mod state;
pub(super) mod sync;
