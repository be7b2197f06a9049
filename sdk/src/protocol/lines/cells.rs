//! Cells as JSON text, written straight into a line: no tree is built for a row.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use serde::de::IgnoredAny;

use super::types::is_exact_number;
use crate::row::{Decimal, Value};
use crate::schema::ColumnType;

/// Appends a value. `column_type` is the column's type as the stream's schema has it; it decides whether a decimal is a
/// number or a text.
pub(crate) fn write_value(out: &mut Vec<u8>, value: &Value, column_type: Option<ColumnType>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(true) => out.extend_from_slice(b"true"),
        Value::Boolean(false) => out.extend_from_slice(b"false"),
        Value::Short(short) => number(out, short),
        Value::Int(int) => number(out, int),
        Value::Long(long) => number(out, long),
        Value::Float(float) => number(out, float),
        Value::Double(double) => number(out, double),
        Value::Decimal(decimal) => {
            if column_type.or(value.column_type()).is_some_and(is_exact_number) {
                write_decimal(out, *decimal);
            } else {
                quoted(out, |out| write_decimal(out, *decimal));
            }
        }
        Value::NaiveDate(date) => quoted(out, |out| write_date(out, *date)),
        Value::NaiveDateTime(datetime) => quoted(out, |out| write_datetime(out, *datetime)),
        Value::UtcDateTime(instant) => quoted(out, |out| {
            write_datetime(out, instant.naive_utc());
            out.push(b'Z');
        }),
        Value::Binary(bytes) => quoted(out, |out| write_base64(out, bytes)),
        Value::Xml(text) | Value::String(text) => write_text(out, text),
        Value::Json(text) => write_json(out, text),
    }
}

/// Appends a text as a JSON string.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    number(out, text);
}

/// Appends what serde_json writes without a tree. Writing into memory cannot fail.
fn number(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    let _ = serde_json::to_writer(out, value);
}

fn quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    write(out);
    out.push(b'"');
}

/// A text that claims to be JSON. A line break between its tokens would end the line; text that is no JSON becomes a
/// string, as [`Value::to_json`] has it.
fn write_json(out: &mut Vec<u8>, text: &str) {
    if serde_json::from_str::<IgnoredAny>(text).is_err() {
        return write_text(out, text);
    }
    let start = out.len();
    out.extend_from_slice(text.trim().as_bytes());
    for byte in &mut out[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn write_base64(out: &mut Vec<u8>, bytes: &[u8]) {
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, 0);
    // The room is exactly what padded Base64 takes.
    let written = BASE64.encode_slice(bytes, &mut out[start..]).unwrap_or(0);
    out.truncate(start + written);
}

fn write_decimal(out: &mut Vec<u8>, decimal: Decimal) {
    let unscaled = decimal.unscaled();
    let scale = u32::from(decimal.scale());
    match (u64::try_from(unscaled.unsigned_abs()), 10_u64.checked_pow(scale)) {
        // Most decimals are amounts; 64 bits divide several times faster than 128.
        (Ok(digits), Some(one)) => {
            if unscaled < 0 {
                out.push(b'-');
            }
            number(out, &(digits / one));
            if scale > 0 {
                out.push(b'.');
                padded(out, digits % one, scale as usize);
            }
        }
        _ => {
            // Writing into memory cannot fail.
            let _ = write!(out, "{decimal}");
        }
    }
}

pub(crate) fn write_datetime(out: &mut Vec<u8>, datetime: NaiveDateTime) {
    write_date(out, datetime.date());
    let (leap, nanos) = (datetime.nanosecond() / 1_000_000_000, datetime.nanosecond() % 1_000_000_000);
    for (mark, number) in [(b'T', datetime.hour()), (b':', datetime.minute()), (b':', datetime.second() + leap)] {
        out.push(mark);
        padded(out, number.into(), 2);
    }
    // Always six digits or none: text order is time order among those of one column that have any.
    if nanos != 0 {
        out.push(b'.');
        padded(out, (nanos / 1000).into(), 6);
    }
}

fn write_date(out: &mut Vec<u8>, date: NaiveDate) {
    let year = u64::from(date.year().unsigned_abs());
    if date.year() < 0 {
        out.push(b'-');
    }
    padded(out, year, 4);
    out.push(b'-');
    padded(out, date.month().into(), 2);
    out.push(b'-');
    padded(out, date.day().into(), 2);
}

/// Digits with zeros in front, at least `width` of them.
fn padded(out: &mut Vec<u8>, mut number: u64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{DateTime, Utc};

    use super::*;

    fn json(value: &Value, column_type: Option<ColumnType>) -> String {
        let mut out = Vec::new();
        write_value(&mut out, value, column_type);
        String::from_utf8(out).unwrap()
    }

    fn decimal(text: &str) -> Value {
        Value::Decimal(text.parse().unwrap())
    }

    #[test]
    fn each_value_has_one_text() {
        for (value, text) in [
            (Value::Null, "null"),
            (Value::Boolean(true), "true"),
            (Value::Short(-7), "-7"),
            (Value::Long(i64::MIN), "-9223372036854775808"),
            (Value::Float(10.4), "10.4"),
            (Value::Double(1e300), "1e+300"),
            (decimal("-0.05"), "-0.05"),
            (decimal("105.30"), "105.30"),
            (decimal("1234567890123456789"), r#""1234567890123456789""#),
            (decimal("-12345678901234567890123456789012345678"), r#""-12345678901234567890123456789012345678""#),
            (Value::String("a\"\n\u{1}é".into()), r#""a\"\n\u0001é""#),
            (Value::Binary(vec![0, 1, 2, 3]), r#""AAECAw==""#),
            (Value::Binary(Vec::new()), r#""""#),
            (Value::Xml("<a b=\"c\"/>".into()), r#""<a b=\"c\"/>""#),
            (Value::Json("{\"a\":\n [1, 2]}".into()), r#"{"a":  [1, 2]}"#),
            (Value::Json("{oops".into()), r#""{oops""#),
            (Value::NaiveDate(NaiveDate::from_ymd_opt(7, 12, 3).unwrap()), r#""0007-12-03""#),
        ] {
            assert_eq!(json(&value, None), text);
        }
    }

    #[test]
    fn times_have_six_digits_of_a_second_or_none() {
        let instant = |text: &str| Value::UtcDateTime(DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc));
        assert_eq!(json(&instant("2007-12-03T11:15:30+01:00"), None), r#""2007-12-03T10:15:30Z""#);
        assert_eq!(json(&instant("2007-12-03T10:15:30.5Z"), None), r#""2007-12-03T10:15:30.500000Z""#);
        let naive = instant("2007-12-03T10:15:30.000001Z");
        let Value::UtcDateTime(naive) = naive else { unreachable!() };
        assert_eq!(json(&Value::NaiveDateTime(naive.naive_utc()), None), r#""2007-12-03T10:15:30.000001""#);
    }

    #[test]
    fn a_decimal_follows_its_column_and_not_itself() {
        let long = Some(ColumnType::Decimal { precision: 38, scale: 9 });
        let short = Some(ColumnType::Decimal { precision: 12, scale: 2 });
        assert_eq!(json(&decimal("1.50"), long), r#""1.50""#);
        assert_eq!(json(&decimal("1.50"), short), "1.50");
    }
}
