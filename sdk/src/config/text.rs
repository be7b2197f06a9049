//! Values as text and as JSON: `configuration.json` may hold either, and a form shows one and writes the other.

use serde_json::{Map, Value as Json};

use super::FieldKind;
use crate::secret::{Secret, redact};

/// How much of a wrong value an error shows.
const SHOWN: usize = 60;

/// The sentence about a value that does not fit, for types that are no secrets.
pub(super) fn misfit(expected: &str, text: &str) -> String {
    if text.is_empty() {
        return format!("must be {expected}, not empty");
    }
    // Cut or joined, a secret that was entered into the wrong field would no longer be found.
    let text = redact(text);
    let mut shown: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("must be {expected}, not `{shown}`")
}

/// Whether a text stands for no value. Blanks are a value only where any text is one.
pub(super) fn is_blank(kind: &FieldKind, text: &str) -> bool {
    match kind {
        FieldKind::Text | FieldKind::Secret => text.is_empty(),
        _ => text.trim().is_empty(),
    }
}

/// Has every secret in a value masked from now on, however the value is written.
pub(super) fn mask(kind: &FieldKind, json: &Json) {
    match (kind, json) {
        _ if !kind.is_secret() => {}
        (_, Json::Array(items)) => items.iter().for_each(|item| mask(element(kind), item)),
        (_, Json::Object(entries)) => entries.values().for_each(|value| mask(element(kind), value)),
        (FieldKind::List(inner), Json::String(text)) => {
            // A list that cannot be read is masked whole.
            let items = items(text).unwrap_or_else(|_| vec![text.as_str().into()]);
            items.iter().for_each(|item| mask(inner, item));
        }
        (FieldKind::Map(inner), Json::String(text)) => match serde_json::from_str::<Map<String, Json>>(text) {
            Ok(entries) => entries.values().for_each(|value| mask(inner, value)),
            Err(_) => drop(Secret::new(text)),
        },
        (_, Json::Null | Json::Bool(_)) => {}
        _ => drop(Secret::new(text_of(json))),
    }
}

fn element(kind: &FieldKind) -> &FieldKind {
    match kind {
        FieldKind::List(inner) | FieldKind::Map(inner) => inner,
        other => other,
    }
}

/// What a JSON value is, in words that give nothing of it away.
pub(super) fn shape(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a JSON array",
        Json::Object(_) => "a JSON object",
    }
}

/// The values of a list given as text: a JSON array if it begins like one, else what stands between commas.
/// The error is the JSON parser's, which repeats nothing of the text.
pub(super) fn items(text: &str) -> Result<Vec<Json>, serde_json::Error> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text);
    }
    Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Json::from).collect())
}

/// A value as the text that stands for it: what a platform that knows only text would send.
pub(super) fn text_of(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Array(items) => list_text(items).unwrap_or_else(|| json.to_string()),
        other => other.to_string(),
    }
}

/// A list with commas between its values, unless it would be read back differently.
fn list_text(list: &[Json]) -> Option<String> {
    let texts: Vec<String> = list
        .iter()
        .map(|item| match item {
            Json::String(text) => Some(text.clone()),
            Json::Bool(_) | Json::Number(_) => Some(item.to_string()),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let text = texts.join(", ");
    let again = items(&text).ok()?;
    let same = !texts.is_empty() && again.len() == texts.len() && again.iter().zip(&texts).all(|(a, b)| a == b);
    same.then_some(text)
}

/// A text that fits its field, as the JSON to write: typed where the kind has a JSON type, else the text itself.
pub(super) fn typed(kind: &FieldKind, text: &str) -> Json {
    let verbatim = || Json::from(text);
    let word = text.trim();
    match kind {
        FieldKind::Text | FieldKind::Secret | FieldKind::Upload(_) => verbatim(),
        FieldKind::Date | FieldKind::Timestamp => word.into(),
        FieldKind::Choice(_) => canonical(kind, text).into(),
        FieldKind::Toggle => toggle(word).map_or_else(verbatim, Json::from),
        FieldKind::Integer => (word.parse::<i64>().map(Json::from))
            .or_else(|_| word.parse::<u64>().map(Json::from))
            .unwrap_or_else(|_| verbatim()),
        FieldKind::Number => word.parse::<f64>().ok().filter(|n| n.is_finite()).map_or_else(verbatim, Json::from),
        FieldKind::List(inner) => match items(text) {
            Ok(items) => items.iter().map(|item| typed_again(inner, item)).collect(),
            Err(_) => verbatim(),
        },
        FieldKind::Map(inner) => match serde_json::from_str::<Map<String, Json>>(text) {
            Ok(entries) => entries.iter().map(|(key, value)| (key.clone(), typed_again(inner, value))).collect(),
            Err(_) => verbatim(),
        },
        FieldKind::Json => match serde_json::from_str::<Json>(text) {
            // A bare string would be taken for JSON in a string when it is read back.
            Ok(Json::String(_)) | Err(_) => verbatim(),
            Ok(json) => json,
        },
    }
}

fn typed_again(kind: &FieldKind, json: &Json) -> Json {
    match json {
        Json::String(text) => typed(kind, text),
        other => other.clone(),
    }
}

/// The one spelling of a value that has several, for comparing it: `yes` is `true`, `Basic` the choice `basic`.
pub(super) fn canonical(kind: &FieldKind, text: &str) -> String {
    match kind {
        FieldKind::Text | FieldKind::Secret => text.to_owned(),
        FieldKind::Toggle => toggle(text.trim()).map_or_else(|| text.trim().to_owned(), |on| on.to_string()),
        FieldKind::Choice(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| &*choice.value).collect();
            chosen(&values, text).map_or_else(|| text.trim().to_owned(), |index| values[index].to_owned())
        }
        _ => text.trim().to_owned(),
    }
}

/// What a word for true or false means.
pub(super) fn toggle(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" | "on" => Some(true),
        "false" | "no" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// Which of the values a text names: exactly, or else but for capitals, hyphens and underscores if only one fits so.
pub(super) fn chosen(values: &[&str], text: &str) -> Option<usize> {
    let alike = |word: &str| word.to_lowercase().replace(['-', ' '], "_");
    let text = text.trim();
    values.iter().position(|value| *value == text).or_else(|| {
        let mut matching = (0..values.len()).filter(|index| alike(values[*index]) == alike(text));
        matching.next().filter(|_| matching.next().is_none())
    })
}
