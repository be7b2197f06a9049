//! What a sync leaves for the next one: typed per table, versioned, readable by a person.

mod field;
mod saved;
mod selection;
mod value;

#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use field::{StateField, StateFieldWithoutDefault};
pub use saved::SavedState;
pub(crate) use saved::StateKey;
pub use selection::{Selected, Selection, UnknownSelection};
pub use value::{StateValue, decode, encode};
