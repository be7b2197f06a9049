//! What a field of state must be able to do, named once: a type that cannot is one mistake, however many traits it lacks.

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize, Serializer};

/// A type that can be a field of a `#[state]` struct: serde can write and read it, and it has a default to start from.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in state",
    label = "not a type for a field of state",
    note = "a field of state implements `Serialize`, `Deserialize` and `Default`: for a type of yours write `#[derive(Serialize, Deserialize, Default)]`",
    note = "a secret is never kept in state: read it from the configuration"
)]
pub trait StateField: Sized {
    /// Writes it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads it.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;

    /// What a first sync starts from.
    fn start() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Default> StateField for T {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(self, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }

    fn start() -> Self {
        Self::default()
    }
}

/// [`StateField`] for a struct whose author writes `Default`: a field needs none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be kept in state",
    label = "not a type for a field of state",
    note = "a field of state implements `Serialize` and `Deserialize`: for a type of yours write `#[derive(Serialize, Deserialize)]`",
    note = "a secret is never kept in state: read it from the configuration"
)]
pub trait StateFieldWithoutDefault: Sized {
    /// Writes it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reads it.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> StateFieldWithoutDefault for T {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(self, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer)
    }
}
