//! Column types as JSON Schema.

use serde_json::{Map, Value as Json, json};

use crate::schema::ColumnType;

/// Whose keywords the schema uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `airbyte_type` tells types apart that JSON Schema does not.
    #[cfg(feature = "airbyte")]
    Airbyte,
    /// Draft 4, as old targets know it.
    #[cfg(feature = "singer")]
    Singer,
}

/// The digits that every reader of a JSON number keeps, as most read one into a double.
const EXACT_DIGITS: u8 = 15;

/// The digits that a 64-bit integer keeps.
const INTEGER_DIGITS: u8 = 18;

/// Whether the values of a DECIMAL column are JSON numbers; longer ones are text, so that no reader rounds them.
pub(crate) fn is_exact_number(column_type: ColumnType) -> bool {
    match column_type {
        ColumnType::Decimal { precision, scale: 0 } => precision <= INTEGER_DIGITS,
        ColumnType::Decimal { precision, .. } => precision <= EXACT_DIGITS,
        _ => false,
    }
}

/// The schema of a column; `None` for one whose type is not known before its rows.
pub(crate) fn property(column_type: Option<ColumnType>, nullable: bool, dialect: Dialect) -> Map<String, Json> {
    let airbyte = |name: &'static str| match dialect {
        #[cfg(feature = "airbyte")]
        Dialect::Airbyte => Some(("airbyte_type", name)),
        #[cfg(feature = "singer")]
        Dialect::Singer => {
            let _ = name;
            None
        }
    };
    let mut more: Vec<(&str, &str)> = Vec::new();
    let name = match column_type {
        None | Some(ColumnType::Json) => return anything(dialect),
        Some(ColumnType::Boolean) => "boolean",
        Some(ColumnType::Short | ColumnType::Int | ColumnType::Long) => "integer",
        Some(ColumnType::Float | ColumnType::Double) => "number",
        Some(decimal @ ColumnType::Decimal { scale, .. }) => match (is_exact_number(decimal), scale) {
            (true, 0) => "integer",
            (true, _) => "number",
            (false, _) => {
                // Singer's word for a decimal in a string.
                #[cfg(feature = "singer")]
                if dialect == Dialect::Singer {
                    more.push(("format", "singer.decimal"));
                }
                "string"
            }
        },
        Some(ColumnType::NaiveDate) => {
            more.push(("format", "date"));
            "string"
        }
        Some(ColumnType::NaiveDateTime) => {
            more.push(("format", "date-time"));
            more.extend(airbyte("timestamp_without_timezone"));
            "string"
        }
        Some(ColumnType::UtcDateTime) => {
            more.push(("format", "date-time"));
            more.extend(airbyte("timestamp_with_timezone"));
            "string"
        }
        Some(ColumnType::Binary) => {
            more.push(("contentEncoding", "base64"));
            "string"
        }
        Some(ColumnType::Xml | ColumnType::String) => "string",
    };
    let mut schema = Map::new();
    schema.insert("type".into(), if nullable { json!(["null", name]) } else { name.into() });
    schema.extend(more.into_iter().map(|(key, word)| (key.to_owned(), word.into())));
    schema
}

/// A column that holds any JSON.
fn anything(dialect: Dialect) -> Map<String, Json> {
    let json = match dialect {
        #[cfg(feature = "airbyte")]
        Dialect::Airbyte => json!({ "oneOf": [
            { "type": "object" }, { "type": "array" }, { "type": "string" }, { "type": "number" },
            { "type": "boolean" }, { "type": "null" },
        ] }),
        #[cfg(feature = "singer")]
        Dialect::Singer => json!({ "type": ["null", "object", "array", "string", "number", "boolean"] }),
    };
    match json {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}
