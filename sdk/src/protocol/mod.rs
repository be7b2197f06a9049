//! The protocols that platforms speak: each is a folder here, a feature, and a line in `cli`.

#[cfg(feature = "airbyte")]
pub mod airbyte;
#[cfg(feature = "fivetran")]
pub mod fivetran;
#[cfg(any(feature = "airbyte", feature = "singer"))]
pub(crate) mod lines;
#[cfg(feature = "singer")]
pub mod singer;
