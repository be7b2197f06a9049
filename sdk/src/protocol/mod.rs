//! The protocols through which platforms run a connector, each behind its feature.

#[cfg(feature = "fivetran")]
pub mod fivetran;
