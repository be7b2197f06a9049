//! The cells of a CSV record as the fields of a struct.
//!
//! A cell is text until its field says otherwise: a guess would turn `007` into 7 and long decimals into floats.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// Why a cell does not fit, and which one.
#[derive(Debug)]
pub(super) struct Misfit {
    text: String,
    column: Option<String>,
}

impl serde::de::Error for Misfit {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self { text: text.to_string(), column: None }
    }
}

impl std::error::Error for Misfit {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "column `{column}`: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// A record, by the names of the header or in the order of the struct's fields.
pub(super) fn row<T: DeserializeOwned>(
    header: Option<&csv::StringRecord>,
    record: &csv::StringRecord,
) -> Result<T, Misfit> {
    let Some(header) = header else {
        let cells = record.iter().enumerate().map(|(at, text)| Cell { column: Column::Number(at + 1), text });
        return T::deserialize(Record(SeqDeserializer::new(cells)));
    };
    let cells = header.iter().zip(record).map(|(name, text)| (name, Cell { column: Column::Name(name), text }));
    T::deserialize(MapDeserializer::new(cells))
}

/// A struct asks for a map, even where its fields come one after the other.
struct Record<I>(I);

impl<'de, I: Deserializer<'de, Error = Misfit>> Deserializer<'de> for Record<I> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.0.deserialize_seq(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[derive(Clone, Copy)]
enum Column<'a> {
    Name(&'a str),
    Number(usize),
}

#[derive(Clone, Copy)]
struct Cell<'a> {
    column: Column<'a>,
    text: &'a str,
}

impl Cell<'_> {
    fn named<T>(self, result: Result<T, Misfit>) -> Result<T, Misfit> {
        result.map_err(|mut misfit| {
            misfit.column.get_or_insert_with(|| match self.column {
                Column::Name(name) => name.to_owned(),
                Column::Number(number) => number.to_string(),
            });
            misfit
        })
    }

    fn parse<T: std::str::FromStr<Err: fmt::Display>>(self) -> Result<T, Misfit> {
        self.named(self.text.parse().map_err(|error| Misfit::custom(format!("`{}`: {error}", self.text))))
    }
}

impl<'de> IntoDeserializer<'de, Misfit> for Cell<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident => $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            let value = self.parse()?;
            self.named(visitor.$visit(value))
        }
    )*};
}

impl<'de> Deserializer<'de> for Cell<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.named(visitor.visit_str(self.text))
    }

    parsed! {
        deserialize_bool => visit_bool
        deserialize_i8 => visit_i8
        deserialize_i16 => visit_i16
        deserialize_i32 => visit_i32
        deserialize_i64 => visit_i64
        deserialize_i128 => visit_i128
        deserialize_u8 => visit_u8
        deserialize_u16 => visit_u16
        deserialize_u32 => visit_u32
        deserialize_u64 => visit_u64
        deserialize_u128 => visit_u128
        deserialize_f32 => visit_f32
        deserialize_f64 => visit_f64
    }

    /// An empty cell is nothing.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.text.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        self.named(visitor.visit_newtype_struct(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.named(visitor.visit_enum(self.text.into_deserializer()))
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
