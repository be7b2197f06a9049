//! Tokens that were given out: how long they are good, by requests and by the playground's clock.

use crate::credentials::REFRESH_TOKEN;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;

/// Every token that is or was good.
#[derive(Debug)]
pub(crate) struct Tokens {
    live: HashMap<String, Life>,
    made: u32,
    /// How many requests the next tokens are good for.
    pub(crate) uses: Option<u32>,
    /// What the next tokens say of their validity, in place of what is usual.
    pub(crate) seconds: Option<u32>,
    /// Whether each refresh changes the refresh token.
    pub(crate) rotate: bool,
    pub(crate) refresh: String,
    rotations: u32,
    /// Scroll tokens of another generation have expired.
    pub(crate) scroll_generation: u32,
}

#[derive(Debug)]
struct Life {
    uses: Option<u32>,
    until: DateTime<Utc>,
}

impl Default for Tokens {
    fn default() -> Tokens {
        Tokens {
            live: HashMap::new(),
            made: 0,
            uses: None,
            seconds: None,
            rotate: false,
            refresh: REFRESH_TOKEN.to_owned(),
            rotations: 0,
            scroll_generation: 0,
        }
    }
}

impl Tokens {
    /// Makes a token, good for `seconds` unless the control says otherwise; and for how long it is.
    pub(crate) fn make(&mut self, kind: &str, now: DateTime<Utc>, seconds: u32) -> (String, u32) {
        self.made += 1;
        let seconds = self.seconds.unwrap_or(seconds);
        let token = format!("{kind}-token-{}", self.made);
        let until = now + TimeDelta::seconds(i64::from(seconds));
        self.live.insert(token.clone(), Life { uses: self.uses, until });
        (token, seconds)
    }

    /// Uses a token once; whether it was good.
    pub(crate) fn spend(&mut self, kind: &str, token: &str, now: DateTime<Utc>) -> bool {
        let Some(life) = self.live.get_mut(token).filter(|life| token.starts_with(kind) && now < life.until) else {
            return false;
        };
        match &mut life.uses {
            None => true,
            Some(0) => false,
            Some(uses) => {
                *uses -= 1;
                true
            }
        }
    }

    pub(crate) fn expire(&mut self) {
        self.live.clear();
    }

    /// Uses the refresh token: whether it was good, and the new one where it changes.
    pub(crate) fn refresh(&mut self, token: &str) -> Option<Option<String>> {
        if token != self.refresh {
            return None;
        }
        if !self.rotate {
            return Some(None);
        }
        self.rotations += 1;
        self.refresh = format!("playground-refresh-token-{}", self.rotations);
        Some(Some(self.refresh.clone()))
    }
}
