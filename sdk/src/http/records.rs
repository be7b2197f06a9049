//! One walk over a JSON body: the rows straight into structs, the values that paging needs, nothing else kept.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// What paging needs of a body besides the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// JSON pointers to values.
    pub pointers: Vec<String>,
    /// Whether the last row is needed.
    pub last_row: bool,
}

/// Where rows go: into a list, or through a channel.
pub(super) trait Rows<T> {
    /// Takes a row; `false` if nobody wants more of them.
    fn push(&mut self, row: T) -> bool;
}

impl<T> Rows<T> for Vec<T> {
    fn push(&mut self, row: T) -> bool {
        Vec::push(self, row);
        true
    }
}

/// What the walk found.
pub(super) struct Found<R> {
    pub(super) rows: R,
    /// Whether the place of the rows was there.
    pub(super) is_there: bool,
    pub(super) count: usize,
    pub(super) last_row: Option<Box<RawValue>>,
    pub(super) values: BTreeMap<String, Json>,
}

impl<R> Found<R> {
    pub(super) fn new(rows: R) -> Self {
        Self { rows, is_there: false, count: 0, last_row: None, values: BTreeMap::new() }
    }
}

/// The steps of a JSON pointer.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// A walk from here downwards. `rows` and `values` are the steps that remain.
pub(super) struct Walk<'w, T, R> {
    rows: Option<&'w [String]>,
    values: Vec<(&'w str, &'w [String])>,
    keep_last: bool,
    found: &'w mut Found<R>,
    row: PhantomData<T>,
}

impl<'w, T, R> Walk<'w, T, R> {
    pub(super) fn new(
        rows: Option<&'w [String]>,
        values: &'w [(String, Vec<String>)],
        keep_last: bool,
        found: &'w mut Found<R>,
    ) -> Self {
        let values = values.iter().map(|(pointer, steps)| (pointer.as_str(), steps.as_slice())).collect();
        Self { rows, values, keep_last, found, row: PhantomData }
    }

    /// The walk below this step; `None` if nothing there is of interest.
    fn below(&mut self, step: &str) -> Option<Walk<'_, T, R>> {
        let rows =
            self.rows.and_then(|steps| steps.split_first()).filter(|(first, _)| *first == step).map(|(_, rest)| rest);
        let values = self.values.iter().filter_map(|(pointer, steps)| {
            let (first, rest) = steps.split_first()?;
            (first == step).then_some((*pointer, rest))
        });
        let values: Vec<_> = values.collect();
        if rows.is_none() && values.is_empty() {
            return None;
        }
        Some(Walk { rows, values, keep_last: self.keep_last, found: &mut *self.found, row: PhantomData })
    }
}

impl<'de, T: DeserializeOwned, R: Rows<T>> DeserializeSeed<'de> for Walk<'_, T, R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.rows.is_some_and(<[String]>::is_empty) {
            return deserializer.deserialize_any(RowsVisitor {
                keep_last: self.keep_last,
                found: self.found,
                row: PhantomData::<T>,
            });
        }
        if !self.values.iter().any(|(_, steps)| steps.is_empty()) {
            return deserializer.deserialize_any(self);
        }
        // Rows below a value that paging asked for whole would need an untyped tree.
        if self.rows.is_some() {
            return Err(serde::de::Error::custom("the rows lie inside a value that paging reads whole"));
        }
        let whole: Json = serde::de::Deserialize::deserialize(deserializer)?;
        for (pointer, steps) in self.values {
            let value = steps.iter().try_fold(&whole, |value, step| step_into(value, step));
            if let Some(value) = value {
                self.found.values.insert(pointer.to_owned(), value.clone());
            }
        }
        Ok(())
    }
}

fn step_into<'v>(value: &'v Json, step: &str) -> Option<&'v Json> {
    match value {
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    }
}

impl<'de, T: DeserializeOwned, R: Rows<T>> Visitor<'de> for Walk<'_, T, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match self.below(&key) {
                Some(below) => map.next_value_seed(below)?,
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let more = match self.below(&index.to_string()) {
                Some(below) => seq.next_element_seed(below)?.is_some(),
                None => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    // A plain value where a step down was expected: the place is not there.
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

struct RowsVisitor<'w, T, R> {
    keep_last: bool,
    found: &'w mut Found<R>,
    row: PhantomData<T>,
}

impl<'de, T: DeserializeOwned, R: Rows<T>> Visitor<'de> for RowsVisitor<'_, T, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.found.is_there = true;
        loop {
            let row = if self.keep_last {
                let Some(raw) = seq.next_element::<Box<RawValue>>()? else { return Ok(()) };
                let row = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
                self.found.last_row = Some(raw);
                row
            } else {
                let Some(row) = seq.next_element::<T>()? else { return Ok(()) };
                row
            };
            self.found.count += 1;
            if !self.found.rows.push(row) {
                return Err(serde::de::Error::custom("nobody reads the rows any more"));
            }
        }
    }

    /// `"items": null` says that there are none.
    fn visit_unit<E>(self) -> Result<(), E> {
        self.found.is_there = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Item {
        id: i64,
    }

    fn walk(body: &str, rows: &str, pointers: &[&str], last: bool) -> serde_json::Result<Found<Vec<Item>>> {
        let mut found = Found::new(Vec::new());
        let rows = steps(rows);
        let values: Vec<_> = pointers.iter().map(|pointer| ((*pointer).to_owned(), steps(pointer))).collect();
        let mut json = serde_json::Deserializer::from_str(body);
        Walk::<Item, _>::new(Some(&rows), &values, last, &mut found).deserialize(&mut json)?;
        json.end()?;
        Ok(found)
    }

    #[test]
    fn rows_and_values_are_found_in_one_walk() {
        let body = r#"{"meta": {"total": 2, "next": null, "deep": {"x": [1, {"y": "z"}]}},
                       "other": [[{"id": "no"}]], "data": {"items": [{"id": 1, "more": {}}, {"id": 9007199254740993}]}}"#;
        let found = walk(body, "/data/items", &["/meta/total", "/meta/next", "/meta/deep/x/1/y", "/meta/absent"], true);
        let found = found.unwrap();
        assert_eq!(found.rows, [Item { id: 1 }, Item { id: 9_007_199_254_740_993 }]);
        assert_eq!((found.is_there, found.count), (true, 2));
        assert_eq!(found.last_row.unwrap().get(), r#"{"id": 9007199254740993}"#);
        let values = json!(found.values);
        assert_eq!(values, json!({ "/meta/total": 2, "/meta/next": null, "/meta/deep/x/1/y": "z" }));
    }

    #[test]
    fn the_whole_body_can_be_the_rows() {
        let found = walk(r#"[{"id": 1}]"#, "", &[], false).unwrap();
        assert_eq!(found.rows, [Item { id: 1 }]);
    }

    #[test]
    fn a_value_and_a_value_inside_it_are_both_found() {
        let found = walk(r#"{"page": {"next": 3}, "items": []}"#, "/items", &["/page", "/page/next"], false).unwrap();
        assert_eq!(json!(found.values), json!({ "/page": { "next": 3 }, "/page/next": 3 }));
    }

    #[test]
    fn an_absent_place_is_told_from_an_empty_one() {
        assert!(!walk(r#"{"error": "no"}"#, "/items", &[], false).unwrap().is_there);
        assert!(!walk(r#"{"items": "no"}"#, "/items/x", &[], false).unwrap().is_there);
        assert!(walk(r#"{"items": null}"#, "/items", &[], false).unwrap().is_there);
        assert!(walk(r#"{"items": []}"#, "/items", &[], false).unwrap().is_there);
        assert!(walk(r#"{"items": {"id": 1}}"#, "/items", &[], false).is_err());
    }

    #[test]
    fn keys_with_slashes_and_escapes_are_found() {
        let found =
            walk("{\"a/b\": {\"c~d\": [{\"id\": 5}]}, \"t\\u006ftal\": 1}", "/a~1b/c~0d", &["/total"], false).unwrap();
        assert_eq!(found.rows, [Item { id: 5 }]);
        assert_eq!(found.values["/total"], 1);
    }
}
