//! A limit for all requests together: a bucket of tokens that fills in real time.

use crate::server::Reply;
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
pub(crate) struct Limit {
    bucket: Option<Bucket>,
}

#[derive(Debug)]
struct Bucket {
    capacity: u32,
    per_second: u32,
    left: f64,
    filled: Instant,
}

impl Limit {
    pub(crate) fn set(&mut self, capacity: u32, per_second: u32) {
        self.bucket = Some(Bucket { capacity, per_second, left: f64::from(capacity), filled: Instant::now() });
    }

    pub(crate) fn remove(&mut self) {
        self.bucket = None;
    }

    /// Takes one; a refusal when there is none.
    pub(crate) fn refusal(&mut self) -> Option<Reply> {
        let bucket = self.bucket.as_mut()?;
        bucket.fill();
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return None;
        }
        let wait = bucket.next().as_secs_f64().ceil();
        Some(Reply::error(429, "Too many requests.").with_header("retry-after", format!("{wait}")))
    }

    /// Tells on each answer what is left.
    pub(crate) fn stamp(&self, reply: &mut Reply) {
        if let Some(bucket) = &self.bucket {
            reply.set_header("x-ratelimit-limit", bucket.capacity.to_string());
            reply.set_header("x-ratelimit-remaining", format!("{}", bucket.left.floor()));
            reply.set_header("x-ratelimit-reset", format!("{}", bucket.next().as_secs_f64().ceil()));
        }
    }
}

impl Bucket {
    fn fill(&mut self) {
        let now = Instant::now();
        let more = (now - self.filled).as_secs_f64() * f64::from(self.per_second);
        self.left = (self.left + more).min(f64::from(self.capacity));
        self.filled = now;
    }

    /// How long until one more request may pass; an hour when nothing ever comes back.
    fn next(&self) -> Duration {
        if self.left >= 1.0 {
            Duration::ZERO
        } else if self.per_second == 0 {
            Duration::from_secs(3600)
        } else {
            Duration::from_secs_f64((1.0 - self.left) / f64::from(self.per_second))
        }
    }
}
