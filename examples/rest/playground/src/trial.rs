//! What tests of connectors share: a test in good times and bad, and the rows that its tables should hold.

use crate::{Playground, TROUBLES, start};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Runs a test against a calm playground, and then against hostile ones, each of which begins with another trouble: the
/// test's assertions must hold with all of them.
///
/// ```
/// playground::calm_and_hostile(|playground| {
///     // Sync from `playground.base_url()` here, and compare the rows.
///     assert_eq!(playground.control().users(), playground::users());
/// });
/// ```
pub fn calm_and_hostile(test: impl Fn(&Playground)) {
    test(&start());
    for nth in 0..TROUBLES {
        let playground = start();
        playground.control().be_hostile_from(nth);
        test(&playground);
    }
}

/// The data as the rows of a table with this key: fields are called as columns are, in snake_case; of rows with the same
/// key the last one stays; they are in the order of their keys, numbers by value.
///
/// ```
/// let (now, _deleted) = playground::users_after(1);
/// let rows = playground::rows(&["id"], playground::users().into_iter().chain(now));
/// assert_eq!(rows.len(), 202);
/// assert!(rows[0]["updated_at"].is_string());
/// ```
pub fn rows<T: Serialize>(key: &[&str], data: impl IntoIterator<Item = T>) -> Vec<Value> {
    let mut rows = BTreeMap::new();
    for item in data {
        let Value::Object(fields) = json!(item) else { continue };
        let row: Map<String, Value> = fields.into_iter().map(|(name, value)| (snake_case(&name), value)).collect();
        let key: Vec<_> = key.iter().map(|column| place(row.get(*column))).collect();
        rows.insert(key, Value::Object(row));
    }
    rows.into_values().collect()
}

/// What a part of a key is sorted by.
fn place(value: Option<&Value>) -> (i128, String) {
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        other => other.cloned().unwrap_or_default().to_string(),
    };
    (text.parse().unwrap_or(i128::MAX), text)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
