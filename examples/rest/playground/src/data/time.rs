//! The playground's clock starts at a fixed instant and moves only when it is told to.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// Where the clock stands when a playground starts: 2026-01-31 12:00 UTC, a Saturday.
pub const START: DateTime<Utc> = DateTime::from_timestamp(1_769_860_800, 0).expect("a valid instant");

/// Reads `YYYY-MM-DDTHH:MM:SSZ`, and nothing else.
pub(crate) fn strict(text: &str) -> Option<DateTime<Utc>> {
    let bytes = text.as_bytes();
    if bytes.len() != 20 || bytes[19] != b'Z' {
        return None;
    }
    NaiveDateTime::parse_from_str(&text[..19], "%Y-%m-%dT%H:%M:%S").ok().map(|naive| naive.and_utc())
}

/// Reads a date, or an instant in any of the usual notations; without an offset it is UTC.
pub(crate) fn lenient(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
        if let Ok(naive) = NaiveDateTime::parse_from_str(text, format) {
            return Some(naive.and_utc());
        }
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .and_then(|date| date.and_hms_opt(0, 0, 0))
        .map(|naive| naive.and_utc())
}
