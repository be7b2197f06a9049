//! What a sync leaves for the next one: typed per table, versioned, readable by a person.

mod saved;
mod selection;
mod value;

#[cfg(test)]
mod tests;

pub use saved::SavedState;
pub(crate) use saved::StateKey;
pub use selection::{Selected, Selection, UnknownSelection};
pub use value::{StateValue, decode, encode};
