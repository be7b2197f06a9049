//! Each value's one text: how a STRING column, a person and a text-only store see it, and how it is read back.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};

use super::Value;
use crate::schema::ColumnType;

impl Value {
    /// Appends the value as text: the text it has in a STRING column. Null appends nothing.
    ///
    /// Whole numbers and decimals are plain, decimals without zeros at their end; floats take the fewest digits that
    /// read back the same, and zero has no sign; dates are ISO 8601, an instant ends in `Z`, fractions of a second
    /// have 0, 3 or 6 digits; bytes are Base64 with padding.
    ///
    /// ```
    /// use connector_sdk::Value;
    ///
    /// let mut text = String::new();
    /// Value::from(42.0).write_text(&mut text);
    /// assert_eq!(text, "42");
    /// ```
    pub fn write_text(&self, out: &mut String) {
        // Writing into a String cannot fail.
        let _ = match self {
            Self::Null => Ok(()),
            Self::Boolean(boolean) => write!(out, "{boolean}"),
            Self::Short(short) => write!(out, "{short}"),
            Self::Int(int) => write!(out, "{int}"),
            Self::Long(long) => write!(out, "{long}"),
            Self::Decimal(decimal) => write!(out, "{}", decimal.normalize()),
            // Adding zero takes the sign off a negative one, which many stores, SQLite among them, do not keep either.
            Self::Float(float) => write!(out, "{}", float + 0.0),
            Self::Double(double) => write!(out, "{}", double + 0.0),
            Self::NaiveDate(date) => write_date(out, *date),
            Self::NaiveDateTime(datetime) => write_datetime(out, *datetime),
            Self::UtcDateTime(instant) => write_datetime(out, instant.naive_utc()).and_then(|()| out.write_char('Z')),
            Self::Binary(bytes) => {
                BASE64.encode_string(bytes, out);
                Ok(())
            }
            Self::Xml(text) | Self::String(text) | Self::Json(text) => out.write_str(text),
        };
    }

    /// Reads the text that [`write_text`](Self::write_text) made of a value of this type; `None` if it is none.
    ///
    /// ```
    /// use connector_sdk::Value;
    /// use connector_sdk::schema::ColumnType;
    ///
    /// assert_eq!(Value::from_stored_text("42".into(), ColumnType::Long), Some(Value::Long(42)));
    /// assert_eq!(Value::from_stored_text("4.2".into(), ColumnType::Long), None);
    /// ```
    pub fn from_stored_text(text: String, column_type: ColumnType) -> Option<Self> {
        match column_type {
            // As a conversion a text would become a JSON string; what was stored is JSON already.
            ColumnType::Json => Some(Self::Json(text)),
            other => Self::String(text).convert(other).ok(),
        }
    }
}

impl std::fmt::Display for Value {
    /// The text of [`write_text`](Value::write_text); nothing for null.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write_text(&mut text);
        f.pad(&text)
    }
}

fn write_date(out: &mut String, date: NaiveDate) -> std::fmt::Result {
    match date.year() {
        year @ 0..=9999 => write!(out, "{year:04}")?,
        // ISO 8601 wants a sign as soon as four digits are not enough.
        year => write!(out, "{year:+05}")?,
    }
    out.push('-');
    two_digits(out, date.month());
    out.push('-');
    two_digits(out, date.day());
    Ok(())
}

fn write_datetime(out: &mut String, datetime: NaiveDateTime) -> std::fmt::Result {
    write_date(out, datetime.date())?;
    let (leap, nanos) = (datetime.nanosecond() / 1_000_000_000, datetime.nanosecond() % 1_000_000_000);
    for (mark, number) in [('T', datetime.hour()), (':', datetime.minute()), (':', datetime.second() + leap)] {
        out.push(mark);
        two_digits(out, number);
    }
    match nanos / 1000 {
        0 => Ok(()),
        micros if micros % 1000 == 0 => write!(out, ".{:03}", micros / 1000),
        micros => write!(out, ".{micros:06}"),
    }
}

fn two_digits(out: &mut String, number: u32) {
    for digit in [number / 10 % 10, number % 10] {
        out.push(char::from_digit(digit, 10).unwrap_or('?'));
    }
}

pub(super) fn parse_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// A day, with the rest of the text after it.
fn date_prefix(text: &str) -> Option<(NaiveDate, &str)> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(number(&bytes[..4])?).ok()?,
        number(&bytes[5..7])?,
        number(&bytes[8..10])?,
    )?;
    Some((date, &text[10..]))
}

/// A date, or a date and time, with the seconds east of Greenwich if the text names a zone.
///
/// Date and time stand apart by a `T` or a space; seconds may be missing; digits beyond microseconds are cut off.
pub(super) fn parse_datetime(text: &str) -> Option<(NaiveDateTime, Option<i32>)> {
    let (date, rest) = date_prefix(text)?;
    if rest.is_empty() {
        return Some((date.and_time(NaiveTime::MIN), None));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let bytes = rest.as_bytes();
    if bytes.len() < 5 || bytes[2] != b':' {
        return None;
    }
    let (hour, minute) = (number(&bytes[..2])?, number(&bytes[3..5])?);
    let (mut second, mut nanos, mut end) = (0, 0, 5);
    if bytes.get(5) == Some(&b':') {
        second = number(bytes.get(6..8)?)?;
        end = 8;
        if bytes.get(8) == Some(&b'.') {
            let digits = bytes[9..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            let kept = digits.min(6);
            nanos = number(&bytes[9..9 + kept])? * 10_u32.pow(9 - u32::try_from(kept).ok()?);
            end = 9 + digits;
        }
    }
    // A leap second is the second before with a billion nanoseconds more.
    if second == 60 {
        (second, nanos) = (59, nanos + 1_000_000_000);
    }
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?;
    Some((date.and_time(time), zone(&rest[end..])?))
}

/// `Z`, `+01:00`, `+0100`, `+01`, perhaps after a space; nothing is no zone.
fn zone(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    let text = text.strip_prefix(' ').unwrap_or(text);
    if matches!(text, "Z" | "z" | "UTC") {
        return Some(Some(0));
    }
    let bytes = text.as_bytes();
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match bytes.len() {
        3 => (number(&bytes[1..3])?, 0),
        5 => (number(&bytes[1..3])?, number(&bytes[3..5])?),
        6 if bytes[3] == b':' => (number(&bytes[1..3])?, number(&bytes[4..6])?),
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(Some(sign * seconds))
}

/// A text with its zone as an instant; without one it counts as UTC.
pub(super) fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    let (datetime, offset) = parse_datetime(text)?;
    Some(datetime.checked_sub_signed(TimeDelta::seconds(offset.unwrap_or(0).into()))?.and_utc())
}

/// Whether the text is a date and time whose zone has to be assumed when it goes into a UTC_DATETIME.
///
/// ```
/// use connector_sdk::row::lacks_zone;
///
/// assert!(lacks_zone("2007-12-03T10:15:30"));
/// assert!(!lacks_zone("2007-12-03T10:15:30Z"));
/// ```
pub fn lacks_zone(text: &str) -> bool {
    matches!(parse_datetime(text), Some((_, None)))
}

/// Digits only: `parse` would take a sign.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        Some(number * 10 + digit)
    })
}
