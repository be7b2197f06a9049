//! [`Json`] as a field of a configuration: nested data that serde can read.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Json;
use crate::config::{ConfigField, FieldKind};

impl<T: DeserializeOwned> ConfigField for Json<T> {
    fn kind() -> FieldKind {
        FieldKind::Json
    }

    fn parse(text: &str) -> Result<Self, String> {
        // A text that stands for itself, such as a variant's name, need not be quoted.
        let bare = || T::deserialize(Value::from(text)).ok();
        serde_json::from_str(text).or_else(|error| bare().ok_or(error)).map(Json).map_err(misfit)
    }

    fn from_json(json: &Value) -> Result<Self, String> {
        match json {
            Value::String(text) => Self::parse(text),
            other => T::deserialize(other).map(Json).map_err(misfit),
        }
    }
}

fn misfit(error: serde_json::Error) -> String {
    format!("must be JSON of the right shape: {error}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair {
        #[serde(rename = "From")]
        from: String,
        #[serde(rename = "To")]
        to: String,
    }

    #[test]
    fn nested_data_comes_as_text_and_as_json() {
        let typed = json!([{ "From": "USD", "To": "EUR" }, { "From": "USD", "To": "GBP" }]);
        for json in [json!(typed.to_string()), typed] {
            let Json(pairs) = Json::<Vec<Pair>>::from_json(&json).unwrap();
            assert_eq!(pairs.len(), 2);
            assert_eq!(pairs[1], Pair { from: "USD".into(), to: "GBP".into() });
        }
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let error = Json::<Vec<Pair>>::from_json(&json!([{ "From": "USD" }])).unwrap_err();
        assert_eq!(error, "must be JSON of the right shape: missing field `To`");
        let error = Json::<Vec<Pair>>::parse("[{").unwrap_err();
        assert!(error.ends_with("EOF while parsing an object at line 1 column 2"), "{error}");
    }

    #[test]
    fn a_bare_word_is_text() {
        assert_eq!(Json::<String>::parse("eu").unwrap().0, "eu");
        assert_eq!(Json::<String>::parse("\"eu\"").unwrap().0, "eu");
        assert!(Json::<u8>::parse("eu").is_err());
    }
}
