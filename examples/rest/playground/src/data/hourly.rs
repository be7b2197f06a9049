//! Readings and users, one on each full hour of all time: a function of time, so that every window has them.

use super::noise::{mix, uuid};
use super::user::{User, user};
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
    hours(from, to)
        .map(|hour| Reading {
            id: uuid("reading", hour as u64),
            value: (mix(hour as u64) % 1000) as i64,
            updated_at: DateTime::UNIX_EPOCH + TimeDelta::hours(hour),
        })
        .collect()
}

/// The users who changed in a time, both ends included. Each is as old as his last change.
pub fn hourly_users(from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<User> {
    let at = |hour| DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
    hours(from, to).map(|hour| user(hour as usize, at(hour), at(hour))).collect()
}

/// The full hours of a time, both ends included, counted from 1970 on.
fn hours(from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = i64> {
    (from.timestamp() + 3599).div_euclid(3600)..=to.timestamp().div_euclid(3600)
}
