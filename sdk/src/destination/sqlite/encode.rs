//! Values in SQLite's five storage classes, without loss.
//!
//! | column type | stored as |
//! |---|---|
//! | BOOLEAN, SHORT, INT, LONG | INTEGER |
//! | FLOAT, DOUBLE | REAL |
//! | BINARY | BLOB |
//! | DECIMAL | TEXT: SQLite would make a float of it |
//! | NAIVE_DATE, NAIVE_DATETIME, UTC_DATETIME | TEXT, ISO 8601, always six digits of a second, so that text order is time order |
//! | STRING, XML, JSON | TEXT |

use std::fmt::Write;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};

use crate::row::Value;
use crate::schema::ColumnType;

/// The storage class of a column, which is also its declared type.
pub(super) fn storage(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::Boolean | ColumnType::Short | ColumnType::Int | ColumnType::Long => "INTEGER",
        ColumnType::Float | ColumnType::Double => "REAL",
        ColumnType::Binary => "BLOB",
        ColumnType::Decimal { .. }
        | ColumnType::NaiveDate
        | ColumnType::NaiveDateTime
        | ColumnType::UtcDateTime
        | ColumnType::Xml
        | ColumnType::String
        | ColumnType::Json => "TEXT",
    }
}

/// Whether values of the one type are stored just as values of the other would be.
pub(super) fn stored_alike(from: ColumnType, to: ColumnType) -> bool {
    use ColumnType::{Boolean, Decimal, Double, Float, Int, Long, Short, String, Xml};
    match (from, to) {
        (Short | Int | Long, Short | Int | Long) | (Float | Double, Float | Double) | (String | Xml, String | Xml) => {
            true
        }
        (Decimal { scale: before, .. }, Decimal { scale: after, .. }) => before == after,
        (Boolean, _) => to == Boolean,
        _ => from == to,
    }
}

/// Binds a value that has the natural form of its column's type. `scratch` is room to write text in.
pub(super) fn bind(
    statement: &mut Statement<'_>,
    parameter: usize,
    value: &Value,
    scratch: &mut String,
) -> rusqlite::Result<()> {
    let bound = match value {
        Value::Null => ValueRef::Null,
        Value::Boolean(value) => ValueRef::Integer((*value).into()),
        Value::Short(value) => ValueRef::Integer((*value).into()),
        Value::Int(value) => ValueRef::Integer((*value).into()),
        Value::Long(value) => ValueRef::Integer(*value),
        Value::Float(value) => ValueRef::Real((*value).into()),
        Value::Double(value) => ValueRef::Real(*value),
        Value::Binary(bytes) => ValueRef::Blob(bytes),
        Value::Xml(text) | Value::String(text) | Value::Json(text) => ValueRef::Text(text.as_bytes()),
        Value::Decimal(_) | Value::NaiveDate(_) | Value::NaiveDateTime(_) | Value::UtcDateTime(_) => {
            scratch.clear();
            write_text(value, scratch);
            ValueRef::Text(scratch.as_bytes())
        }
    };
    statement.raw_bind_parameter(parameter, Bound(bound))
}

struct Bound<'a>(ValueRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// Writes the stored text of a number or date that is stored as text.
fn write_text(value: &Value, text: &mut String) {
    // Writing to a string cannot fail.
    let _ = match value {
        Value::Decimal(value) => write!(text, "{value}"),
        Value::NaiveDate(value) => {
            write_date(*value, text);
            Ok(())
        }
        Value::NaiveDateTime(value) => {
            write_datetime(*value, text);
            Ok(())
        }
        Value::UtcDateTime(value) => {
            write_datetime(value.naive_utc(), text);
            text.write_char('Z')
        }
        _ => Ok(()),
    };
}

/// The text of an instant as a UTC_DATETIME column stores it.
pub(super) fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    let mut text = String::with_capacity(27);
    write_text(&Value::UtcDateTime(at), &mut text);
    text
}

fn write_date(date: NaiveDate, text: &mut String) {
    digits(text, date.year().unsigned_abs(), 4);
    text.push('-');
    digits(text, date.month(), 2);
    text.push('-');
    digits(text, date.day(), 2);
}

fn write_datetime(at: NaiveDateTime, text: &mut String) {
    write_date(at.date(), text);
    text.push('T');
    digits(text, at.hour(), 2);
    text.push(':');
    digits(text, at.minute(), 2);
    text.push(':');
    // A leap second counts on into the next second.
    let micros = at.nanosecond() / 1000;
    digits(text, at.second(), 2);
    text.push('.');
    digits(text, micros.min(999_999), 6);
}

/// The formatting machinery of the standard library costs ten times as much, for every date of every row.
fn digits(text: &mut String, mut number: u32, width: usize) {
    let mut buffer = [b'0'; 10];
    let mut at = buffer.len();
    while number > 0 {
        at -= 1;
        buffer[at] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    let start = at.min(buffer.len() - width);
    text.extend(buffer[start..].iter().map(|byte| char::from(*byte)));
}

/// The value that was stored in a column of a type.
pub(super) fn decode(stored: ValueRef<'_>, column_type: ColumnType) -> Option<Value> {
    let stored = match stored {
        ValueRef::Null => return Some(Value::Null),
        ValueRef::Integer(integer) if column_type == ColumnType::Boolean => Value::Boolean(integer != 0),
        ValueRef::Integer(integer) => Value::Long(integer),
        // A FLOAT is stored as the double of the same value.
        ValueRef::Real(real) if column_type == ColumnType::Float => Value::Float(real as f32),
        ValueRef::Real(real) => Value::Double(real),
        ValueRef::Blob(bytes) => Value::Binary(bytes.to_vec()),
        ValueRef::Text(text) => {
            let text = String::from_utf8(text.to_vec()).ok()?;
            return match column_type {
                ColumnType::Json => Some(Value::Json(text)),
                ColumnType::Xml => Some(Value::Xml(text)),
                other => Value::String(text).convert(other).ok(),
            };
        }
    };
    stored.convert(column_type).ok()
}

/// Adds the function with which a column is widened in place: `_sdk_convert(value, from, to)`. SQLite's own casts
/// lose digits.
pub(super) fn add_functions(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("_sdk_convert", 3, flags, |context| {
        let (from, to) = (column_type(context, 1)?, column_type(context, 2)?);
        let value = decode(context.get_raw(0), from).ok_or_else(|| misfit(from, to))?;
        value.convert(to).map(owned).map_err(|_| misfit(from, to))
    })
}

fn column_type(context: &rusqlite::functions::Context<'_>, argument: usize) -> rusqlite::Result<ColumnType> {
    let text: String = context.get(argument)?;
    text.parse().map_err(|error| rusqlite::Error::UserFunctionError(Box::new(error)))
}

fn misfit(from: ColumnType, to: ColumnType) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(format!("a {from} does not fit into a {to}").into())
}

fn owned(value: Value) -> rusqlite::types::Value {
    use rusqlite::types::Value as Stored;
    match value {
        Value::Null => Stored::Null,
        Value::Boolean(value) => Stored::Integer(value.into()),
        Value::Short(value) => Stored::Integer(value.into()),
        Value::Int(value) => Stored::Integer(value.into()),
        Value::Long(value) => Stored::Integer(value),
        Value::Float(value) => Stored::Real(value.into()),
        Value::Double(value) => Stored::Real(value),
        Value::Binary(bytes) => Stored::Blob(bytes),
        Value::Xml(text) | Value::String(text) | Value::Json(text) => Stored::Text(text),
        other => {
            let mut text = String::new();
            write_text(&other, &mut text);
            Stored::Text(text)
        }
    }
}
