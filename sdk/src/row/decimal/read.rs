//! Reading a decimal from text, JSON, CSV and XML without a float in between.

use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Decimal, ParseDecimalError};

impl<'de> Deserialize<'de> for Decimal {
    /// From text or from a number: of serde_json digit by digit, of other formats through their own integers and
    /// floats. A float's digits are those of its shortest text.
    ///
    /// Inside `#[serde(flatten)]` and untagged enums serde keeps JSON numbers as 64-bit floats: more than 15 digits
    /// are safe there as text only.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The name by which serde_json recognises its own `RawValue` and hands over the text of a number. Any other
        // deserialiser unwraps a newtype of this name and goes on with what it finds.
        deserializer.deserialize_newtype_struct(RAW_VALUE, DecimalVisitor)
    }
}

/// The name under which serde_json knows its own `RawValue`.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

struct DecimalVisitor;

impl<'de> Visitor<'de> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number of up to 38 digits")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// serde_json hands over the text of a number, and quick-xml that of an element, as a map with one member.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Decimal, A::Error> {
        let mut decimal = None;
        while let Some(member) = map.next_key()? {
            match member {
                Member::Text => decimal = Some(map.next_value_seed(DecimalText)?),
                Member::Attribute => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        decimal.ok_or_else(|| serde::de::Error::custom("nothing where a decimal number was expected"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(number.into())
    }

    fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<Decimal, E> {
        Decimal::new(number, 0).ok_or(ParseDecimalError::TooLong).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Decimal, E> {
        self.visit_str(&format!("{number:e}"))
    }
}

/// A member of the map that stands for a number.
enum Member {
    Text,
    Attribute,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                DecimalVisitor.expecting(f)
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Member, E> {
                match name {
                    RAW_VALUE | "$text" => Ok(Member::Text),
                    attribute if attribute.starts_with('@') => Ok(Member::Attribute),
                    _ => Err(E::invalid_type(Unexpected::Map, &DecimalVisitor)),
                }
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// The number's text, with the quotes that it may have in JSON.
struct DecimalText;

impl<'de> DeserializeSeed<'de> for DecimalText {
    type Value = Decimal;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for DecimalText {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        DecimalVisitor.expecting(f)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Decimal, E> {
        if !text.starts_with('"') {
            return DecimalVisitor.visit_str(text);
        }
        // Through JSON once more, for the escapes that a string may hold.
        DecimalVisitor.visit_str(&serde_json::from_str::<String>(text).map_err(E::custom)?)
    }
}
