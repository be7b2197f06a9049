//! A clock that stands still until it is set.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

use crate::context::Clock;

/// A clock for tests. It starts at noon of 2026-01-01 UTC and stands still.
#[derive(Debug)]
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Default for TestClock {
    fn default() -> Self {
        const START: DateTime<Utc> = match DateTime::from_timestamp(1_767_268_800, 0) {
            Some(start) => start,
            None => DateTime::UNIX_EPOCH,
        };
        Self(Mutex::new(START))
    }
}

impl TestClock {
    /// Sets the time, in RFC 3339: `2026-01-31T12:00:00Z`.
    ///
    /// # Panics
    /// If it is no such text.
    pub fn set(&self, time: &str) {
        let time = DateTime::parse_from_rfc3339(time).unwrap_or_else(|error| panic!("`{time}`: {error}"));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time.to_utc();
    }

    /// Moves the time on.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody waits: the time moves on at once, and other tasks get a turn.
    fn sleep(&self, time: std::time::Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.advance(Duration::from_std(time).unwrap_or_default());
        Box::pin(tokio::task::yield_now())
    }
}
