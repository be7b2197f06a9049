//! Values as JSON: in a JSON column, for people and other tools, and in one canonical form.

use std::fmt::Write as _;

use super::Value;

impl Value {
    /// The value as shown by `preview --json`, by tests and by other protocols.
    ///
    /// Decimals are strings, since a JSON number would lose digits in most readers; dates and bytes are the strings of
    /// [`write_text`](Self::write_text); so are floats that are not finite. The text of a JSON column becomes the
    /// structure it shows, or a string if it is not valid JSON.
    ///
    /// ```
    /// use connector_sdk::Value;
    /// use serde_json::json;
    ///
    /// assert_eq!(Value::Json("[1, 2]".into()).to_json(), json!([1, 2]));
    /// assert_eq!(Value::Binary(vec![0, 1, 2, 3]).to_json(), json!("AAECAw=="));
    /// ```
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Boolean(boolean) => (*boolean).into(),
            Self::Short(short) => (*short).into(),
            Self::Int(int) => (*int).into(),
            Self::Long(long) => (*long).into(),
            // A float 10.4 is shown as 10.4, not as the double 10.399999618530273.
            Self::Float(float) if float.is_finite() => float.to_string().parse::<f64>().unwrap_or(f64::NAN).into(),
            Self::Double(double) if double.is_finite() => (*double).into(),
            Self::Json(text) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
            Self::Xml(text) | Self::String(text) => text.as_str().into(),
            Self::Decimal(decimal) => decimal.to_string().into(),
            other => {
                let mut text = String::new();
                other.write_text(&mut text);
                text.into()
            }
        }
    }

    /// Appends the value as it stands in a JSON column: numbers, decimals too, digit by digit.
    pub(super) fn write_json(&self, out: &mut String) {
        // Writing into a String cannot fail.
        let _ = match self {
            Self::Null => out.write_str("null"),
            // The form with an exponent where a plain one would be all zeros.
            Self::Float(float) if float.is_finite() => write!(out, "{:?}", float + 0.0),
            Self::Double(double) if double.is_finite() => write!(out, "{:?}", double + 0.0),
            Self::Boolean(_) | Self::Short(_) | Self::Int(_) | Self::Long(_) | Self::Decimal(_) | Self::Json(_) => {
                self.write_text(out);
                Ok(())
            }
            Self::Xml(text) | Self::String(text) => out.write_str(&serde_json::Value::from(text.as_str()).to_string()),
            // None of these texts holds a character that JSON escapes.
            Self::Float(_)
            | Self::Double(_)
            | Self::NaiveDate(_)
            | Self::NaiveDateTime(_)
            | Self::UtcDateTime(_)
            | Self::Binary(_) => {
                out.push('"');
                self.write_text(out);
                out.write_char('"')
            }
        };
    }
}

/// JSON in one form only: keys sorted, a space after each comma and colon, everything beyond ASCII escaped.
///
/// The same data gives the same text in every language that can write JSON this way, which makes it good to hash:
///
/// ```
/// use connector_sdk::row::canonical_json;
/// use serde_json::json;
///
/// assert_eq!(canonical_json(&json!({"b": [1, null], "a": "é"})), r#"{"a": "\u00e9", "b": [1, null]}"#);
/// ```
///
/// Keys are in the order of their code points. Numbers are written as serde_json writes them; a float has the digits
/// that read back the same.
pub fn canonical_json(value: &serde_json::Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &serde_json::Value, out: &mut String) {
    match value {
        serde_json::Value::String(text) => write_escaped(text, out),
        serde_json::Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        serde_json::Value::Object(members) => {
            // Another crate in the program may have switched serde_json to the order of insertion.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write_escaped(name, out);
                out.push_str(": ");
                write_canonical(member, out);
            }
            out.push('}');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

fn write_escaped(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing into a String cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
