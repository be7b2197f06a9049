//! When to try again, and how long to wait before.

use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a client tries again what may work the next time: no connection, no answer in time, an answer cut short, and
/// the statuses 408, 425, 429, 500, 502, 503 and 504.
///
/// The wait doubles from attempt to attempt, and each lies at random between half and all of that, so that many
/// clients do not come back together. Where the server says how long to wait, that counts instead.
#[derive(Debug, Clone)]
pub struct Retry {
    pub(crate) attempts: u32,
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    pub(crate) longest_asked: Duration,
}

impl Default for Retry {
    /// 6 attempts, waits of 0.5 s up to 60 s, and up to 10 minutes where the server asks for it.
    fn default() -> Self {
        Self {
            attempts: 6,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(60),
            longest_asked: Duration::from_secs(600),
        }
    }
}

impl Retry {
    /// Sets how often a request is sent at most; 1 never tries again.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the first wait.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first = wait;
        self
    }

    /// Sets the longest wait of our own choice.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest = wait;
        self
    }

    /// Sets the longest wait that a server may ask for. If it asks for more, the sync fails with kind
    /// [`RateLimit`](crate::ErrorKind::RateLimit) instead of coming back too early.
    pub fn longest_wait_asked(mut self, wait: Duration) -> Self {
        self.longest_asked = wait;
        self
    }

    /// The wait after an attempt that failed, counted from 1. `chance` lies between 0 and 1.
    pub(crate) fn wait(&self, attempt: u32, chance: f64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        doubled.min(self.longest).mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0))
    }
}

/// Randomness for waits: no two processes wait alike. Not for secrets.
#[derive(Debug)]
pub(crate) struct Chance(AtomicU64);

impl Chance {
    pub(crate) fn new() -> Self {
        // The standard library seeds its hash maps from the operating system.
        Self(AtomicU64::new(std::collections::hash_map::RandomState::new().build_hasher().finish()))
    }

    /// A number between 0 and 1 (SplitMix64).
    pub(crate) fn next(&self) -> f64 {
        let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let retry = Retry::default().first_wait(Duration::from_secs(1)).longest_wait(Duration::from_secs(5));
        let waits = |chance| (1..=5).map(|attempt| retry.wait(attempt, chance).as_millis()).collect::<Vec<_>>();
        assert_eq!(waits(1.0), [1000, 2000, 4000, 5000, 5000]);
        assert_eq!(waits(0.0), [500, 1000, 2000, 2500, 2500]);
        assert_eq!(retry.wait(u32::MAX, 1.0), Duration::from_secs(5));
    }

    #[test]
    fn chances_lie_between_zero_and_one_and_differ() {
        let chance = Chance::new();
        let drawn: Vec<f64> = (0..1000).map(|_| chance.next()).collect();
        assert!(drawn.iter().all(|chance| (0.0..1.0).contains(chance)));
        assert!(drawn.iter().any(|chance| *chance < 0.2) && drawn.iter().any(|chance| *chance > 0.8));
    }
}
