//! Not sending faster than the source allows.

use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    moments: Mutex<Moments>,
}

#[derive(Debug)]
struct Moments {
    next: DateTime<Utc>,
    /// Nothing is sent before this.
    paused: DateTime<Utc>,
}

impl Limiter {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self { rate, moments: Mutex::new(Moments { next: DateTime::<Utc>::MIN_UTC, paused: DateTime::<Utc>::MIN_UTC }) }
    }

    /// Waits for the request's moment.
    pub(super) async fn wait(&self, clock: &Arc<dyn Clock>) {
        loop {
            let wait = self.take(clock.now());
            if !wait.is_zero() {
                clock.sleep(wait).await;
            }
            // The source may have asked for a pause meanwhile; then there is a later moment for this request too.
            if self.lock().paused <= clock.now() {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Moments> {
        self.moments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, now: DateTime<Utc>) -> Duration {
        let mut moments = self.lock();
        let moment = moments.next.max(now);
        if let Some(rate) = self.rate {
            moments.next = moment + TimeDelta::from_std(rate.interval).unwrap_or_default();
        }
        (moment - now).to_std().unwrap_or_default()
    }

    /// Sends nothing for a while: the source asked for it.
    pub(super) fn pause(&self, now: DateTime<Utc>, time: Duration) {
        let until = now + TimeDelta::from_std(time).unwrap_or_default();
        let mut moments = self.lock();
        moments.next = moments.next.max(until);
        moments.paused = moments.paused.max(until);
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

    #[tokio::test]
    async fn a_request_that_waits_heeds_a_pause_that_begins_meanwhile() {
        use crate::testing::TestClock;
        use std::pin::pin;
        use std::task::{Context, Waker};
        let limiter = Limiter::new(Some("1/s".parse().unwrap()));
        let test_clock = Arc::new(TestClock::default());
        let clock: Arc<dyn Clock> = test_clock.clone();
        let start = clock.now();
        limiter.wait(&clock).await;
        let mut waiting = pin!(limiter.wait(&clock));
        // It waits for its moment, a second later, …
        assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        // … in which an answer comes that asks for a pause.
        limiter.pause(start, Duration::from_secs(30));
        waiting.await;
        assert_eq!((clock.now() - start).num_seconds(), 30);
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
