//! The protocols that platforms speak: each is a folder here, a feature, and a line in `cli`.

#[cfg(feature = "airbyte")]
pub mod airbyte;
#[cfg(feature = "fivetran")]
pub mod fivetran;
#[cfg(any(feature = "airbyte", feature = "singer"))]
pub(crate) mod lines;
#[cfg(feature = "singer")]
pub mod singer;
#[cfg(any(feature = "airbyte", feature = "fivetran", feature = "singer"))]
mod stdout;
#[cfg(any(feature = "fivetran", feature = "singer"))]
mod unkept;

/// Reads a state in whatever form a platform kept it: the connector's own, Airbyte's state messages, Singer's value. So
/// a state saved by any way of running continues in any other.
///
/// # Errors
///
/// Of kind [`Configuration`](crate::ErrorKind::Configuration) if it is none of these, or of a newer version.
pub fn parse_state(
    text: &str,
    definition: &crate::engine::Definition,
) -> crate::error::Result<crate::state::SavedState> {
    #[cfg(any(feature = "airbyte", feature = "singer"))]
    return lines::saved::parse(text, &definition.readers);
    #[cfg(not(any(feature = "airbyte", feature = "singer")))]
    {
        let _ = definition;
        crate::state::SavedState::parse(text)
    }
}
