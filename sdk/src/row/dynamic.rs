//! Rows of tables that are known at run time only.

use super::Value;
use crate::error::{Error, Result};
use crate::schema::Name;

/// Named cells, in the order in which they were set.
///
/// ```
/// use connector_sdk::row::Row;
/// use connector_sdk::{Value, row};
///
/// let name = "Ada";
/// let row = row! { "id": 1_i64, "name": name, "left": None::<bool> };
/// assert_eq!(row, Row::new().set("id", 1_i64).set("name", "Ada").set("left", Value::Null));
/// assert_eq!(row.get("id"), Some(&Value::Long(1)));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    cells: Vec<(Name, Value)>,
}

impl Row {
    /// A row without cells.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a cell; the same name again replaces the value and keeps the place.
    #[must_use]
    pub fn set(mut self, name: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.insert(name, value);
        self
    }

    /// Like [`set`](Self::set), on a row that stays where it is. Returns the value that was there before.
    pub fn insert(&mut self, name: impl Into<Name>, value: impl Into<Value>) -> Option<Value> {
        let (name, value) = (name.into(), value.into());
        // Rows have few enough columns that a search beats a map.
        match self.cells.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => Some(std::mem::replace(known, value)),
            None => {
                self.cells.push((name, value));
                None
            }
        }
    }

    /// The row of a JSON object's members; see [`Value`]'s conversion from JSON for the numbers.
    pub fn from_json(members: serde_json::Map<String, serde_json::Value>) -> Self {
        // A map holds each name once, so nothing has to be searched for.
        Self { cells: members.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    /// The value of a cell, if the row has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.cells.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Takes a cell out of the row.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let at = self.cells.iter().position(|(known, _)| known == name)?;
        Some(self.cells.remove(at).1)
    }

    /// The cells in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &Value)> {
        self.cells.iter().map(|(name, value)| (name, value))
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

impl IntoIterator for Row {
    type Item = (Name, Value);
    type IntoIter = std::vec::IntoIter<(Name, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.cells.into_iter()
    }
}

impl<N: Into<Name>, V: Into<Value>> Extend<(N, V)> for Row {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, cells: I) {
        for (name, value) in cells {
            self.insert(name, value);
        }
    }
}

impl<N: Into<Name>, V: Into<Value>> FromIterator<(N, V)> for Row {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(cells: I) -> Self {
        let mut row = Self::new();
        row.extend(cells);
        row
    }
}

impl TryFrom<serde_json::Value> for Row {
    type Error = Error;

    /// Only a JSON object is a row.
    fn try_from(value: serde_json::Value) -> Result<Self> {
        match value {
            serde_json::Value::Object(members) => Ok(Self::from_json(members)),
            _ => Err(Error::schema("a row is a JSON object").next_step("pass the object that holds the columns")),
        }
    }
}

/// A [`Row`](crate::row::Row): `row! { "id": 1, "name": name }`.
///
/// Each value is anything that turns into a [`Value`](crate::Value); `None::<T>` is null.
#[macro_export]
macro_rules! row {
    ($($name:literal : $value:expr),* $(,)?) => {
        $crate::row::Row::new()$(.set($name, $value))*
    };
}

#[cfg(test)]
mod tests;
