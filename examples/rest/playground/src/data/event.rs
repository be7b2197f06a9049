//! Events, one every six hours since 2024, for reading by time window.

use super::noise::pick;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The instant of the first event: 2024-01-01 00:00 UTC.
pub const FIRST: DateTime<Utc> = DateTime::from_timestamp(1_704_067_200, 0).expect("a valid instant");
const EVERY: i64 = 6 * 3600;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counts from 1.
    pub id: i64,
    /// What kind.
    pub kind: String,
    /// When.
    pub happened_at: DateTime<Utc>,
}

/// The events from `from` (included) to `to` (excluded).
pub fn events(from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Event> {
    let number = |at: DateTime<Utc>| ((at - FIRST).num_seconds().max(0) as u64).div_ceil(EVERY as u64) as i64;
    (number(from)..number(to))
        .map(|n| Event {
            id: n + 1,
            kind: ["opened", "moved", "closed"][pick("event", n as u64, 3)].to_owned(),
            happened_at: FIRST + TimeDelta::seconds(n * EVERY),
        })
        .collect()
}
