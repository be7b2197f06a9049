//! Fields that hold no value, several, or named ones.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::text::{is_blank, items, shape, text_of};
use super::{ConfigField, FieldKind};
use crate::secret::Origin;

impl<T: ConfigField> ConfigField for Option<T> {
    const REQUIRED: bool = false;

    fn kind() -> FieldKind {
        T::kind()
    }

    fn parse(text: &str) -> Result<Self, String> {
        if is_blank(&T::kind(), text) { Ok(None) } else { T::parse(text).map(Some) }
    }

    fn from_json(json: &Json) -> Result<Self, String> {
        match json {
            Json::Null => Ok(None),
            Json::String(text) => Self::parse(text),
            other => T::from_json(other).map(Some),
        }
    }

    fn read_from(self, origin: &Origin) -> Self {
        self.map(|value| value.read_from(origin))
    }
}

impl<T: ConfigField> ConfigField for Vec<T> {
    fn kind() -> FieldKind {
        FieldKind::List(Box::new(T::kind()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        match items(text) {
            Ok(items) => list(&items),
            Err(error) => Err(format!("must be {}: {error}", Self::kind())),
        }
    }

    fn from_json(json: &Json) -> Result<Self, String> {
        match json {
            Json::Array(items) => list(items),
            Json::String(text) => Self::parse(text),
            Json::Bool(_) | Json::Number(_) => Self::parse(&text_of(json)),
            other => Err(format!("must be {}, not {}", Self::kind(), shape(other))),
        }
    }
}

fn list<T: ConfigField>(items: &[Json]) -> Result<Vec<T>, String> {
    let numbered = (1..).zip(items);
    numbered.map(|(n, item)| T::from_json(item).map_err(|error| format!("has a value {n} that {error}"))).collect()
}

impl<T: ConfigField> ConfigField for BTreeMap<String, T> {
    fn kind() -> FieldKind {
        FieldKind::Map(Box::new(T::kind()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        match serde_json::from_str(text) {
            Ok(entries) => map(&entries),
            // Other mistakes than of syntax are that it is no object, and then serde would repeat the text.
            Err(error) if error.is_data() => Err(format!("must be {}", Self::kind())),
            Err(error) => Err(format!("must be {}: {error}", Self::kind())),
        }
    }

    fn from_json(json: &Json) -> Result<Self, String> {
        match json {
            Json::Object(entries) => map(entries),
            Json::String(text) => Self::parse(text),
            other => Err(format!("must be {}, not {}", Self::kind(), shape(other))),
        }
    }
}

fn map<T: ConfigField>(entries: &Map<String, Json>) -> Result<BTreeMap<String, T>, String> {
    let read = |(key, value): (&String, &Json)| match T::from_json(value) {
        Ok(value) => Ok((key.clone(), value)),
        Err(error) => Err(format!("has an entry `{key}` that {error}")),
    };
    entries.iter().map(read).collect()
}
