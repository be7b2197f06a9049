//! The client: sends, waits, tries again.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Method, StatusCode, Url};

use super::body;
use super::builder::{CheckAnswer, ClientBuilder};
use super::failure::{About, Again, Failure};
use super::gate::Gate;
use super::outgoing::Outgoing;
use super::rate_limit::Limiter;
use super::request::Request;
use super::response::Response;
use super::retry::{Chance, Retry};
use super::retry_after;
use super::send::send;
use crate::auth::Auth;
use crate::clock::{self, Clock};
use crate::error::{Error, ErrorKind, Result};

/// Sends requests to a web API, and keeps its manners: timeouts, retries with growing waits, `Retry-After`, a rate
/// limit, credentials renewed when they are refused, compressed bodies, the machine's proxies.
///
/// Clones share connections, credentials and limits.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) wire: Option<reqwest::Client>,
    /// What is wrong with the client's own configuration.
    pub(super) mistake: Option<String>,
    pub(super) base_url: Option<Url>,
    pub(super) auth: Option<Arc<dyn Auth>>,
    pub(super) limiter: Limiter,
    pub(super) gate: Gate,
    pub(super) retry: Retry,
    pub(super) chance: Chance,
    pub(super) timeout: Duration,
    pub(super) longest_body: usize,
    pub(super) check: Option<CheckAnswer>,
    pub(super) hosts: Vec<String>,
}

/// A request that is ready, with what the client may do with it.
pub(super) struct Ready {
    pub(super) outgoing: Outgoing,
    pub(super) with_auth: bool,
    /// Whether sending it twice does no harm.
    pub(super) harmless: bool,
    pub(super) streamed: bool,
}

/// The answer to a request.
pub(super) enum Received {
    Whole(Response),
    Open(About, reqwest::Response),
}

impl Client {
    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    pub(super) fn of(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    /// A GET request for a path below the base address, or for a whole address.
    pub fn get(&self, path: impl AsRef<str>) -> Request {
        self.request(Method::GET, path)
    }

    /// A POST request.
    pub fn post(&self, path: impl AsRef<str>) -> Request {
        self.request(Method::POST, path)
    }

    /// A request of any method.
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request {
        Request::new(self.clone(), method, path.as_ref())
    }

    /// A whole address from a path. A path with a slash in front lies below the base address as well.
    pub(super) fn address(&self, path: &str) -> Result<Url> {
        if let Some(mistake) = &self.0.mistake {
            return Err(Error::configuration(mistake));
        }
        if let Ok(url) = Url::parse(path)
            && url.has_host()
        {
            return Ok(url);
        }
        let base = self.0.base_url.as_ref().ok_or_else(|| {
            Error::configuration(format!("`{path}` is no whole address, and the client has no base address"))
                .next_step("set one: `#[connector(base_url = …)]`")
        })?;
        let url = base.join(path.trim_start_matches('/'));
        let url = url.map_err(|error| Error::bug(format!("`{path}` is no path: {error}")))?;
        // A path that comes from data must not lead to a host that the data chose.
        if url.origin() == base.origin() { Ok(url) } else { Err(Error::bug(format!("`{path}` leads to another host"))) }
    }

    /// Whether credentials may be sent there.
    pub(super) fn is_trusted(&self, url: &Url) -> bool {
        let base = self.0.base_url.as_ref();
        base.is_none_or(|base| base.origin() == url.origin())
            || url.host_str().is_some_and(|host| self.0.hosts.iter().any(|trusted| trusted == host))
    }

    pub(super) fn longest_body(&self) -> usize {
        self.0.longest_body
    }

    /// Sends a request until it is answered well or it makes no sense any more.
    pub(super) async fn execute(&self, ready: Ready) -> Result<Received> {
        let clock = clock::current();
        let auth = self.0.auth.as_ref().filter(|_| ready.with_auth && self.is_trusted(&ready.outgoing.url));
        let (mut attempt, mut renewed) = (0, false);
        loop {
            let mut outgoing = ready.outgoing.clone();
            let credential = match auth {
                Some(auth) => auth.apply(&mut outgoing, self).await?,
                None => None,
            };
            attempt += 1;
            // A moment of the limiter is used when it comes, so the place comes first.
            let pass = self.0.gate.enter().await;
            self.0.limiter.wait(&clock).await;
            let (status, failure) = match self.attempt(outgoing, &ready, &*clock).await {
                Ok(received) => {
                    self.0.gate.went_well(&pass);
                    return Ok(received);
                }
                Err(failed) => failed,
            };
            if failure.is_overload(status) {
                self.0.gate.overloaded(&pass);
            }
            drop(pass);
            if let (Some(auth), Some(StatusCode::UNAUTHORIZED), false) = (auth, status, renewed) {
                renewed = true;
                if auth.renew(credential, self).await? {
                    tracing::debug!("credentials were refused and renewed");
                    continue;
                }
            }
            let wait = self.wait_after(failure, attempt, ready.harmless, &*clock)?;
            clock.sleep(wait).await;
        }
    }

    /// How long to wait before the next attempt, or the error if there is none.
    fn wait_after(&self, failure: Failure, attempt: u32, harmless: bool, clock: &dyn Clock) -> Result<Duration> {
        let Failure { error, retry, wait } = failure;
        let policy = &self.0.retry;
        let again = match retry {
            Again::No => false,
            Again::IfHarmless => harmless,
            Again::Yes => true,
        };
        if !again {
            return Err(error);
        }
        if let Some(asked) = wait.filter(|asked| *asked > policy.longest_asked) {
            let step = format!("it asks to wait {} seconds: sync again then", asked.as_secs());
            return Err(error.with_kind(ErrorKind::RateLimit).next_step(step));
        }
        if attempt >= policy.attempts {
            return Err(error.next_step(format!("{attempt} attempts were made: sync again later")));
        }
        let own = policy.wait(attempt, self.0.chance.next());
        // Never earlier than asked for; a little later, so that not all come back at once.
        let wait = wait.map_or(own, |asked| asked + own.min(Duration::from_secs(1)).mul_f64(0.2));
        tracing::info!("{error}; trying again in {:.1} s", wait.as_secs_f64());
        if error.kind() == ErrorKind::RateLimit {
            self.0.limiter.pause(clock.now(), wait);
        }
        Ok(wait)
    }

    /// Sends a request once.
    async fn attempt(
        &self,
        outgoing: Outgoing,
        ready: &Ready,
        clock: &dyn Clock,
    ) -> Result<Received, (Option<StatusCode>, Failure)> {
        let about = About { method: outgoing.method.clone(), url: outgoing.url.clone() };
        tracing::debug!("{about}");
        let response = send(self, &about, outgoing, ready).await.map_err(|failure| (None, failure))?;
        let status = response.status();
        let used_up = retry_after::used_up(response.headers(), clock.now());
        if let Some(pause) = used_up.filter(|pause| *pause <= self.0.retry.longest_asked) {
            self.0.limiter.pause(clock.now(), pause);
        }
        if !status.is_success() {
            // Some sources refuse with 403 what comes too fast, and say when to come back.
            let too_fast = status == StatusCode::FORBIDDEN
                && (used_up.is_some() || response.headers().contains_key("retry-after"));
            let wait = retry_after::asked(response.headers(), clock.now());
            let wait = wait.filter(|_| too_fast || status.as_u16() >= 429);
            let body = body::beginning(response).await;
            let failure = Failure::of_status(&about, status, &body, wait);
            return Err((Some(status), if too_fast { failure.too_fast() } else { failure }));
        }
        if ready.streamed {
            return Ok(Received::Open(about, response));
        }
        let response = body::whole(about, response, self.0.longest_body).await.map_err(|failure| (None, failure))?;
        match self.0.check.as_ref().map_or(Ok(()), |check| check(&response)) {
            Ok(()) => Ok(Received::Whole(response)),
            Err(error) => Err((None, of_check(&response, error))),
        }
    }
}

/// An error inside a good answer. Its kind says whether trying again may help.
fn of_check(response: &Response, error: Error) -> Failure {
    let retry = match error.kind() {
        ErrorKind::RateLimit => Again::Yes,
        ErrorKind::Transient => Again::IfHarmless,
        _ => Again::No,
    };
    Failure { error: error.context(response.misfit("an error inside")), retry, wait: None }
}

/// A connection's client, made when it is first needed. `#[connector(base_url = …)]` adds one to the configuration.
#[derive(Clone, Default)]
pub struct ClientSlot(Arc<OnceLock<Client>>);

impl ClientSlot {
    /// The client.
    pub fn client(&self, build: impl FnOnce() -> ClientBuilder) -> Client {
        self.0.get_or_init(|| build().build()).clone()
    }
}

/// It is made from the configuration's fields, so it never tells one configuration from another.
impl PartialEq for ClientSlot {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for ClientSlot {}

impl std::hash::Hash for ClientSlot {
    fn hash<H: std::hash::Hasher>(&self, _state: &mut H) {}
}

impl std::fmt::Debug for ClientSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client")
    }
}
