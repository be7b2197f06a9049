//! Ten-field rows, as many as one asks for, made one at a time so that no body is ever held whole.

use super::noise::{mix, pick};
use super::time::START;
use chrono::{DateTime, TimeDelta, Utc};

/// A row that needs care: a 64-bit id, a decimal of 38 digits, a text to escape.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct LargeRow {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub amount: String,
    pub score: f64,
    pub active: bool,
    pub country: Option<String>,
    pub note: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The row of an index.
pub fn row(index: u64) -> LargeRow {
    let noise = mix(index);
    LargeRow {
        id: 9_000_000_000_000_000_000 + index as i64,
        name: format!("Name {index}"),
        email: format!("row{index}@example.com"),
        amount: format!(
            "{:018}{:018}.{:02}",
            100_000_000_000_000_000 + noise % 900_000_000_000_000_000,
            mix(noise) % 1_000_000_000_000_000_000,
            noise % 100
        ),
        score: (noise % 1_000_000) as f64 / 1000.0,
        active: noise.is_multiple_of(3),
        country: (!noise.is_multiple_of(5)).then(|| ["DE", "FR", "GB", "JP"][pick("country", index, 4)].to_owned()),
        note: if index.is_multiple_of(10) {
            format!("line one\nline \"two\", {index}")
        } else {
            format!("note {index}")
        },
        created_at: START - TimeDelta::seconds(index as i64),
        updated_at: START - TimeDelta::seconds(index as i64 / 2),
    }
}

impl LargeRow {
    /// The row as a JSON object; the amount is a bare number with all its digits.
    pub fn to_json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            r#"{{"id":{},"name":{},"email":{},"amount":{},"score":{},"active":{},"country":{},"note":{},"created_at":"{}","updated_at":"{}"}}"#,
            self.id,
            text(&self.name),
            text(&self.email),
            self.amount,
            self.score,
            self.active,
            self.country.as_deref().map_or("null".to_owned(), text),
            text(&self.note),
            instant(self.created_at),
            instant(self.updated_at),
        )
    }

    /// The row as the cells of [`COLUMNS`].
    pub fn to_cells(&self) -> [String; 10] {
        [
            self.id.to_string(),
            self.name.clone(),
            self.email.clone(),
            self.amount.clone(),
            self.score.to_string(),
            self.active.to_string(),
            self.country.clone().unwrap_or_default(),
            self.note.clone(),
            instant(self.created_at),
            instant(self.updated_at),
        ]
    }
}

/// The names of the fields, in order.
pub const COLUMNS: [&str; 10] =
    ["id", "name", "email", "amount", "score", "active", "country", "note", "created_at", "updated_at"];

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
