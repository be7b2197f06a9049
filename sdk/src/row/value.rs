//! One cell.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::Decimal;
use crate::schema::ColumnType;

/// The value of one cell, in the natural form of its [`ColumnType`].
///
/// Text of JSON and XML is kept as text: what arrives is what is stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A BOOLEAN.
    Boolean(bool),
    /// A SHORT.
    Short(i16),
    /// An INT.
    Int(i32),
    /// A LONG.
    Long(i64),
    /// A DECIMAL.
    Decimal(Decimal),
    /// A FLOAT.
    Float(f32),
    /// A DOUBLE.
    Double(f64),
    /// A NAIVE_DATE.
    NaiveDate(NaiveDate),
    /// A NAIVE_DATETIME.
    NaiveDateTime(NaiveDateTime),
    /// A UTC_DATETIME.
    UtcDateTime(DateTime<Utc>),
    /// A BINARY.
    Binary(Vec<u8>),
    /// An XML text.
    Xml(String),
    /// A STRING.
    String(String),
    /// A JSON text.
    Json(String),
}

impl Value {
    /// The type whose natural form the value has; `None` for null.
    ///
    /// A decimal answers with the digits it needs: `1.50` is a DECIMAL(3,2).
    pub fn column_type(&self) -> Option<ColumnType> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(_) => ColumnType::Boolean,
            Self::Short(_) => ColumnType::Short,
            Self::Int(_) => ColumnType::Int,
            Self::Long(_) => ColumnType::Long,
            Self::Decimal(decimal) => ColumnType::Decimal { precision: decimal.precision(), scale: decimal.scale() },
            Self::Float(_) => ColumnType::Float,
            Self::Double(_) => ColumnType::Double,
            Self::NaiveDate(_) => ColumnType::NaiveDate,
            Self::NaiveDateTime(_) => ColumnType::NaiveDateTime,
            Self::UtcDateTime(_) => ColumnType::UtcDateTime,
            Self::Binary(_) => ColumnType::Binary,
            Self::Xml(_) => ColumnType::Xml,
            Self::String(_) => ColumnType::String,
            Self::Json(_) => ColumnType::Json,
        })
    }

    /// The type that a column without a declared one takes from this value; `None` for null.
    ///
    /// A whole number is an INT where 32 bits hold it and a LONG otherwise, never a SHORT; everything else
    /// is what it is. Text is never guessed at: a date in a string stays a STRING.
    pub fn inferred_type(&self) -> Option<ColumnType> {
        match self {
            Self::Short(_) => Some(ColumnType::Int),
            Self::Long(long) if i32::try_from(*long).is_ok() => Some(ColumnType::Int),
            other => other.column_type(),
        }
    }

    /// Whether this is [`Value::Null`].
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// About how many bytes the value takes in memory.
    #[inline]
    pub fn size(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Binary(bytes) => bytes.len(),
                Self::Xml(text) | Self::String(text) | Self::Json(text) => text.len(),
                _ => 0,
            }
    }
}
