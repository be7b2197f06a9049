//! Tokens that run out: fetched once however many requests wait, renewed before they end.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock;
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

/// A token is renewed when this part of its life is left, …
const EARLY_PART: i32 = 10;

/// … but no earlier than this.
const EARLIEST: TimeDelta = TimeDelta::minutes(5);

/// A token, and for how long it is good.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token.
    pub secret: Secret,
    /// For how long, from now on; `None` until it is refused.
    pub lasts: Option<TimeDelta>,
}

/// Keeps a token for all requests of a connection. It is never part of the state.
#[derive(Debug, Default)]
pub struct TokenCache(Mutex<Cached>);

#[derive(Debug, Default)]
struct Cached {
    token: Option<(Secret, Option<DateTime<Utc>>)>,
    /// Counts the tokens, so that a request can say which one was refused.
    number: u64,
}

impl TokenCache {
    /// The token and its number. Fetched if there is none or it ends soon; requests that come meanwhile wait for it.
    pub async fn get(&self, fetch: impl AsyncFnOnce() -> Result<Token>) -> Result<(Secret, u64)> {
        let mut cached = self.0.lock().await;
        let now = clock::current().now();
        if let Some((token, renew_at)) = &cached.token
            && renew_at.is_none_or(|renew_at| now < renew_at)
        {
            return Ok((token.clone(), cached.number));
        }
        let token = fetch().await?;
        let now = clock::current().now();
        let renew_at = token.lasts.map(|lasts| now + lasts - (lasts / EARLY_PART).min(EARLIEST));
        cached.token = Some((token.secret.clone(), renew_at));
        cached.number += 1;
        Ok((token.secret, cached.number))
    }

    /// Forgets the token of this number, as it was refused. A newer one stays.
    pub async fn forget(&self, number: Option<u64>) {
        let mut cached = self.0.lock().await;
        if number.is_none_or(|number| number == cached.number) {
            cached.token = None;
        }
    }
}

/// Seconds as servers write them.
pub(super) fn seconds(seconds: f64) -> Option<TimeDelta> {
    if seconds.is_finite() && seconds >= 0.0 { TimeDelta::try_milliseconds((seconds * 1000.0) as i64) } else { None }
}

/// A server that refuses the request for a token refuses the credentials, whichever status it does it with.
pub(super) fn refused(error: Error, what: &str) -> Error {
    match error.kind() {
        ErrorKind::Source | ErrorKind::Authentication => error
            .with_kind(ErrorKind::Authentication)
            .context(format!("{what} was refused"))
            .next_step("check the credentials in the configuration"),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::testing::TestClock;

    async fn get(cache: &TokenCache, fetched: &AtomicU64, lasts: Option<TimeDelta>) -> (String, u64) {
        let fetch = async || {
            let number = fetched.fetch_add(1, Ordering::Relaxed) + 1;
            tokio::task::yield_now().await;
            Ok(Token { secret: Secret::new(format!("cached-token-{number}")), lasts })
        };
        let (secret, number) = cache.get(fetch).await.unwrap();
        (secret.expose().to_owned(), number)
    }

    #[tokio::test]
    async fn many_requests_fetch_one_token() {
        let (cache, fetched) = (Arc::new(TokenCache::default()), Arc::new(AtomicU64::new(0)));
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (cache, fetched) = (cache.clone(), fetched.clone());
                tokio::spawn(async move { get(&cache, &fetched, None).await.0 })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), "cached-token-1");
        }
        assert_eq!(fetched.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_token_is_renewed_before_it_ends() {
        let clock = Arc::new(TestClock::default());
        let (cache, fetched) = (TokenCache::default(), AtomicU64::new(0));
        let lasts = Some(TimeDelta::seconds(100));
        crate::clock::with(clock.clone(), async {
            assert_eq!(get(&cache, &fetched, lasts).await.1, 1);
            clock.advance(TimeDelta::seconds(89));
            assert_eq!(get(&cache, &fetched, lasts).await.1, 1);
            clock.advance(TimeDelta::seconds(1));
            assert_eq!(get(&cache, &fetched, lasts).await.1, 2);
        })
        .await;
    }

    #[tokio::test]
    async fn a_refused_token_is_forgotten_once() {
        let (cache, fetched) = (TokenCache::default(), AtomicU64::new(0));
        let (_, first) = get(&cache, &fetched, None).await;
        cache.forget(Some(first)).await;
        assert_eq!(get(&cache, &fetched, None).await.1, 2);
        // A request that was on its way with the first token must not cost the second one.
        cache.forget(Some(first)).await;
        assert_eq!(get(&cache, &fetched, None).await.1, 2);
        assert_eq!(fetched.load(Ordering::Relaxed), 2);
    }
}
