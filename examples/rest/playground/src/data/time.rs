//! The playground's clock starts at a fixed instant and moves only when it is told to, or goes with the machine's.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use std::time::{Instant, SystemTime};

/// Where the clock stands when a playground starts: 2026-01-31 12:00 UTC, a Saturday.
pub const START: DateTime<Utc> = DateTime::from_timestamp(1_769_860_800, 0).expect("a valid instant");

/// What time it is in the playground.
#[derive(Debug)]
pub(crate) struct Clock {
    shown: DateTime<Utc>,
    running_since: Option<Instant>,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock { shown: START, running_since: None }
    }
}

impl Clock {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let gone = self.running_since.and_then(|since| TimeDelta::from_std(since.elapsed()).ok());
        // Whole seconds, as most sources have them.
        (self.shown + gone.unwrap_or_default()).trunc_subsecs(0)
    }

    pub(crate) fn advance(&mut self, by: TimeDelta) {
        self.shown += by;
    }

    /// Sets the clock by the machine's and lets it run.
    pub(crate) fn run(&mut self) {
        *self = Clock { shown: SystemTime::now().into(), running_since: Some(Instant::now()) };
    }

    pub(crate) fn is_running(&self) -> bool {
        self.running_since.is_some()
    }
}

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

/// An instant as HTTP headers write it.
pub(crate) fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
