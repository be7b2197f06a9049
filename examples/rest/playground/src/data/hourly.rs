//! Readings, one on each full hour of all time: a function of time, so that every window has them.

use super::noise::{mix, uuid};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What was measured in an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The same for the same hour, whenever it is asked for.
    pub id: String,
    /// What was measured.
    pub value: i64,
    /// The hour.
    pub updated_at: DateTime<Utc>,
}

/// The readings of a time, both ends included.
pub fn readings(from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Reading> {
    let (first, last) = (from.timestamp() + 3599, to.timestamp());
    (first.div_euclid(3600)..=last.div_euclid(3600))
        .map(|hour| Reading {
            id: uuid("reading", hour as u64),
            value: (mix(hour as u64) % 1000) as i64,
            updated_at: DateTime::UNIX_EPOCH + TimeDelta::hours(hour),
        })
        .collect()
}
