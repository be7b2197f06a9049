//! Not sending faster than the source allows.

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::error::Error;

/// How many requests may be sent in which time: `"100/s"`, `"5/min"`, `"1000/h"`, `"10000/day"`, `"3/10s"`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    interval: Duration,
}

impl FromStr for Rate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::configuration(format!("`{text}` is no rate"))
                .next_step("write a number of requests and a time: `100/s`, `5/min`, `1000/h`, `10000/day`, `3/10s`")
        };
        let (requests, time) = text.split_once('/').ok_or_else(wrong)?;
        let requests: u32 = requests.trim().parse().ok().filter(|requests| *requests > 0).ok_or_else(wrong)?;
        let time = time.trim();
        let unit = time.trim_start_matches(|c: char| c.is_ascii_digit());
        let count = match &time[..time.len() - unit.len()] {
            "" => 1,
            digits => digits.parse::<u32>().ok().filter(|count| *count > 0).ok_or_else(wrong)?,
        };
        let seconds = match unit.trim() {
            "s" | "sec" | "second" => 1,
            "m" | "min" | "minute" => 60,
            "h" | "hour" => 3600,
            "d" | "day" => 86400,
            _ => return Err(wrong()),
        };
        Ok(Self { interval: Duration::from_secs(seconds) * count / requests })
    }
}

/// Gives every request its moment.
///
/// Moments lie evenly apart, so that no second, wherever it begins, sees more requests than declared. They are given
/// out in advance: a request that starts late does not delay the ones behind it.
#[derive(Debug)]
pub(super) struct Limiter {
    rate: Option<Rate>,
    next: Mutex<DateTime<Utc>>,
}

impl Limiter {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self { rate, next: Mutex::new(DateTime::<Utc>::MIN_UTC) }
    }

    /// Waits for the request's moment.
    pub(super) async fn wait(&self, clock: &Arc<dyn Clock>) {
        let wait = self.take(clock.now());
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
    }

    fn take(&self, now: DateTime<Utc>) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = (*next).max(now);
        if let Some(rate) = self.rate {
            *next = moment + TimeDelta::from_std(rate.interval).unwrap_or_default();
        }
        (moment - now).to_std().unwrap_or_default()
    }

    /// Sends nothing for a while: the source asked for it.
    pub(super) fn pause(&self, now: DateTime<Utc>, time: Duration) {
        let until = now + TimeDelta::from_std(time).unwrap_or_default();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        for (text, milliseconds) in [
            ("100/s", 10),
            ("5/min", 12_000),
            ("1000/h", 3600),
            ("3/10s", 3333),
            ("1/day", 86_400_000),
            (" 2 / s ", 500),
        ] {
            assert_eq!(text.parse::<Rate>().unwrap().interval.as_millis(), milliseconds, "{text}");
        }
        for text in ["", "100", "0/s", "x/s", "1/fortnight", "1/0s", "/s"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn moments_lie_evenly_apart() {
        let limiter = Limiter::new(Some("10/s".parse().unwrap()));
        let now = DateTime::UNIX_EPOCH;
        let waits: Vec<_> = (0..4).map(|_| limiter.take(now).as_millis()).collect();
        assert_eq!(waits, [0, 100, 200, 300]);
        // Time that nobody used is not saved up.
        let later = now + TimeDelta::seconds(60);
        let waits: Vec<_> = (0..3).map(|_| limiter.take(later).as_millis()).collect();
        assert_eq!(waits, [0, 100, 200]);
    }

    #[test]
    fn a_pause_holds_for_all() {
        let limiter = Limiter::new(None);
        let now = DateTime::UNIX_EPOCH;
        assert!(limiter.take(now).is_zero());
        limiter.pause(now, Duration::from_secs(5));
        limiter.pause(now, Duration::from_secs(2));
        assert_eq!(limiter.take(now).as_secs(), 5);
        assert_eq!(limiter.take(now + TimeDelta::seconds(4)).as_secs(), 1);
        assert!(limiter.take(now + TimeDelta::seconds(6)).is_zero());
    }
}
