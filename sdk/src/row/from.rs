//! Which Rust values are cells as they are.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::{Decimal, Value};

macro_rules! from {
    ($($rust:ty => |$value:ident| $into:expr;)*) => {$(
        impl From<$rust> for Value {
            fn from($value: $rust) -> Self {
                $into
            }
        }
    )*};
}

from! {
    bool => |v| Self::Boolean(v);
    i8 => |v| Self::Short(v.into());
    u8 => |v| Self::Short(v.into());
    i16 => |v| Self::Short(v);
    u16 => |v| Self::Int(v.into());
    i32 => |v| Self::Int(v);
    u32 => |v| Self::Long(v.into());
    i64 => |v| Self::Long(v);
    u64 => |v| i64::try_from(v).map_or_else(|_| Self::Decimal(v.into()), Self::Long);
    f32 => |v| Self::Float(v);
    f64 => |v| Self::Double(v);
    Decimal => |v| Self::Decimal(v);
    NaiveDate => |v| Self::NaiveDate(v);
    NaiveDateTime => |v| Self::NaiveDateTime(v);
    DateTime<Utc> => |v| Self::UtcDateTime(v);
    DateTime<FixedOffset> => |v| Self::UtcDateTime(v.to_utc());
    // There is no column type for a time of day.
    NaiveTime => |v| Self::String(v.format("%H:%M:%S%.f").to_string());
    char => |v| Self::String(v.to_string());
    &str => |v| Self::String(v.to_owned());
    String => |v| Self::String(v);
    Box<str> => |v| Self::String(v.into_string());
    std::borrow::Cow<'_, str> => |v| Self::String(v.into_owned());
    Vec<u8> => |v| Self::Binary(v);
    &[u8] => |v| Self::Binary(v.to_owned());
    Box<serde_json::value::RawValue> => |v| Self::Json(Box::<str>::from(v).into_string());
}

#[cfg(feature = "uuid")]
from! { uuid::Uuid => |v| Self::String(v.hyphenated().to_string()); }

#[cfg(feature = "bytes")]
from! { bytes::Bytes => |v| Self::Binary(v.into()); }

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<serde_json::Value> for Value {
    /// A text stays a text, an object or array becomes JSON text. A whole number is a LONG, above 2^63 a DECIMAL; any
    /// other number is a DOUBLE.
    ///
    /// serde_json itself keeps no more of a number than 64 bits: read what needs more digits into a
    /// [`Decimal`] field, or let the source send it as text.
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(boolean) => Self::Boolean(boolean),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(long), _) => Self::Long(long),
                (None, Some(whole)) => whole.into(),
                // Only a build of serde_json with arbitrary precision gets past the float.
                (None, None) => number.as_f64().map_or_else(|| Self::String(number.to_string()), Self::Double),
            },
            serde_json::Value::String(text) => Self::String(text),
            nested => Self::Json(nested.to_string()),
        }
    }
}
