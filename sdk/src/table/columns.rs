//! Which Rust types can be columns, and as which column type.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::row::{Decimal, Value};
use crate::schema::{ColumnSpec, ColumnType, Name};
use crate::table::RowWriter;

/// A type that can be a column of a table.
///
/// An enum or a newtype becomes one with `#[derive(Column)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a column",
    label = "not a column type",
    note = "nested data goes into a JSON column: `Json<{Self}>`",
    note = "an enum or newtype of yours becomes a column with `#[derive(Column)]`",
    note = "`u64` fits a DECIMAL only; `usize` and `u128` have no column type: use `i64` or `Decimal`"
)]
pub trait Column: Send {
    /// The declared type; `None` for a column whose type is inferred from its values.
    const TYPE: Option<ColumnType>;

    /// The cell. Fails where the value has no form in the column type.
    fn into_value(self) -> Result<Value>;

    /// The declaration of a column of this type.
    fn spec(name: impl Into<Name>) -> ColumnSpec
    where
        Self: Sized,
    {
        ColumnSpec { name: name.into(), column_type: Self::TYPE, description: None }
    }

    /// [`RowWriter::cell`], for generated code: as it names the trait and the type like [`spec`](Column::spec),
    /// rustc reports a type that is no column once and not once for each call.
    #[doc(hidden)]
    fn write_cell(self, row: &mut RowWriter<'_>) -> Result<()>
    where
        Self: Sized,
    {
        row.cell(self)
    }

    /// [`RowWriter::given`], for generated code.
    #[doc(hidden)]
    fn write_given(given: Option<Self>, row: &mut RowWriter<'_>) -> Result<()>
    where
        Self: Sized,
    {
        row.given(given)
    }
}

/// A type that can be part of a primary key: always there, and equal only to itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a primary key",
    label = "not a key type",
    note = "a key is never absent, never a float, and never nested data: use a whole number, a text, a date, a boolean or a `Decimal`",
    note = "an enum or a newtype of yours around one of these becomes a key with `#[derive(Column)]`"
)]
pub trait KeyColumn: Column {
    /// [`Column::spec`], for generated code: it names this trait only, so that a type that is no column either is one
    /// mistake.
    #[doc(hidden)]
    fn spec(name: impl Into<Name>) -> ColumnSpec
    where
        Self: Sized,
    {
        <Self as Column>::spec(name)
    }

    /// [`RowWriter::cell`], for generated code.
    #[doc(hidden)]
    fn write_cell(self, row: &mut RowWriter<'_>) -> Result<()>
    where
        Self: Sized,
    {
        row.cell(self)
    }
}

/// A type that can be a cursor: always there, and in one order. It can be a key as well.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a cursor",
    label = "not a cursor type",
    note = "a cursor is never absent and has one order: use a date, a time, a whole number or a text"
)]
pub trait CursorColumn: KeyColumn {
    /// [`Column::spec`], for generated code, as in [`KeyColumn`].
    #[doc(hidden)]
    fn spec(name: impl Into<Name>) -> ColumnSpec
    where
        Self: Sized,
    {
        <Self as Column>::spec(name)
    }

    /// [`RowWriter::cell`], for generated code.
    #[doc(hidden)]
    fn write_cell(self, row: &mut RowWriter<'_>) -> Result<()>
    where
        Self: Sized,
    {
        row.cell(self)
    }

    /// [`RowWriter::given`], for generated code.
    #[doc(hidden)]
    fn write_given(given: Option<Self>, row: &mut RowWriter<'_>) -> Result<()>
    where
        Self: Sized,
    {
        row.given(given)
    }
}

macro_rules! columns {
    ($($rust:ty => $column_type:expr, |$value:ident| $into:expr $(, $mark:ident)*;)*) => {$(
        impl Column for $rust {
            const TYPE: Option<ColumnType> = Some($column_type);

            fn into_value(self) -> Result<Value> {
                let $value = self;
                Ok($into)
            }
        }
        $(impl $mark for $rust {})*
    )*};
}

columns! {
    bool => ColumnType::Boolean, |v| Value::Boolean(v), KeyColumn;
    i8 => ColumnType::Short, |v| Value::Short(v.into()), KeyColumn, CursorColumn;
    u8 => ColumnType::Short, |v| Value::Short(v.into()), KeyColumn, CursorColumn;
    i16 => ColumnType::Short, |v| Value::Short(v), KeyColumn, CursorColumn;
    u16 => ColumnType::Int, |v| Value::Int(v.into()), KeyColumn, CursorColumn;
    i32 => ColumnType::Int, |v| Value::Int(v), KeyColumn, CursorColumn;
    u32 => ColumnType::Long, |v| Value::Long(v.into()), KeyColumn, CursorColumn;
    i64 => ColumnType::Long, |v| Value::Long(v), KeyColumn, CursorColumn;
    u64 => ColumnType::Decimal { precision: 20, scale: 0 }, |v| Value::Decimal(v.into()), KeyColumn, CursorColumn;
    Decimal => ColumnType::Decimal { precision: 38, scale: 9 }, |v| Value::Decimal(v), KeyColumn, CursorColumn;
    f32 => ColumnType::Float, |v| Value::Float(v);
    f64 => ColumnType::Double, |v| Value::Double(v);
    NaiveDate => ColumnType::NaiveDate, |v| Value::NaiveDate(v), KeyColumn, CursorColumn;
    NaiveDateTime => ColumnType::NaiveDateTime, |v| Value::NaiveDateTime(v), KeyColumn, CursorColumn;
    DateTime<Utc> => ColumnType::UtcDateTime, |v| Value::UtcDateTime(v), KeyColumn, CursorColumn;
    DateTime<FixedOffset> => ColumnType::UtcDateTime, |v| Value::UtcDateTime(v.to_utc()), KeyColumn, CursorColumn;
    // A source may not send NAIVE_TIME (Partner SDK guide), so a time of day travels as text.
    NaiveTime => ColumnType::String, |v| Value::String(v.format("%H:%M:%S%.f").to_string()), KeyColumn, CursorColumn;
    Vec<u8> => ColumnType::Binary, |v| Value::Binary(v), KeyColumn;
    String => ColumnType::String, |v| Value::String(v), KeyColumn, CursorColumn;
    &'static str => ColumnType::String, |v| Value::String(v.to_owned()), KeyColumn, CursorColumn;
    Cow<'static, str> => ColumnType::String, |v| Value::String(v.into_owned()), KeyColumn, CursorColumn;
    Box<str> => ColumnType::String, |v| Value::String(v.into_string()), KeyColumn, CursorColumn;
    Arc<str> => ColumnType::String, |v| Value::String(v.as_ref().to_owned()), KeyColumn, CursorColumn;
    char => ColumnType::String, |v| Value::String(v.to_string()), KeyColumn, CursorColumn;
    serde_json::Value => ColumnType::Json, |v| Value::Json(v.to_string());
    Box<serde_json::value::RawValue> => ColumnType::Json, |v| Value::Json(Box::<str>::from(v).into_string());
}

#[cfg(feature = "uuid")]
columns! { uuid::Uuid => ColumnType::String, |v| Value::String(v.hyphenated().to_string()), KeyColumn, CursorColumn; }

#[cfg(feature = "bytes")]
columns! { bytes::Bytes => ColumnType::Binary, |v| Value::Binary(v.into()), KeyColumn; }

#[cfg(feature = "rust_decimal")]
columns! {
    rust_decimal::Decimal => ColumnType::Decimal { precision: 38, scale: 9 }, |v| Value::from(v), KeyColumn, CursorColumn;
}

#[cfg(feature = "bigdecimal")]
impl Column for bigdecimal::BigDecimal {
    const TYPE: Option<ColumnType> = Decimal::TYPE;

    fn into_value(self) -> Result<Value> {
        Decimal::try_from(self).map(Value::Decimal).map_err(Error::schema)
    }
}

#[cfg(feature = "bigdecimal")]
impl KeyColumn for bigdecimal::BigDecimal {}
#[cfg(feature = "bigdecimal")]
impl CursorColumn for bigdecimal::BigDecimal {}

impl<C: Column> Column for Option<C> {
    const TYPE: Option<ColumnType> = C::TYPE;

    fn into_value(self) -> Result<Value> {
        self.map_or(Ok(Value::Null), C::into_value)
    }
}

/// A cell whose type is not declared: the column is inferred from its values.
impl Column for Value {
    const TYPE: Option<ColumnType> = None;

    fn into_value(self) -> Result<Value> {
        Ok(self)
    }
}

impl KeyColumn for Value {}
impl CursorColumn for Value {}

/// Nested data as a JSON column: anything that serde can serialise.
///
/// ```
/// use connector_sdk::prelude::*;
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct Line { article: String, pieces: i64 }
///
/// #[table(primary_key = id)]
/// struct Order { id: i64, lines: Json<Vec<Line>> }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: Serialize + Send> Column for Json<T> {
    const TYPE: Option<ColumnType> = Some(ColumnType::Json);

    fn into_value(self) -> Result<Value> {
        serde_json::to_string(&self.0)
            .map(Value::Json)
            .map_err(|error| Error::schema(format!("the value has no JSON form: {error}")))
    }
}

impl<T: Serialize + Send> Column for BTreeMap<String, T> {
    const TYPE: Option<ColumnType> = Some(ColumnType::Json);

    fn into_value(self) -> Result<Value> {
        Json(self).into_value()
    }
}

impl<T: Serialize + Send> Column for HashMap<String, T> {
    const TYPE: Option<ColumnType> = Some(ColumnType::Json);

    fn into_value(self) -> Result<Value> {
        // A hash map's order differs from run to run; the same data must give the same cell.
        Json(self.into_iter().collect::<BTreeMap<_, _>>()).into_value()
    }
}
