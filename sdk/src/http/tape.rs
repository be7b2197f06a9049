//! Where a test listens in between a client and the network: it keeps the answers, or gives them itself.

use std::cell::RefCell;
use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, ResponseBuilderExt, Url};

use super::outgoing::Body;
use crate::secret::{self, Watched};

/// Keeps answers, or gives those that were kept.
pub(crate) trait Tape: Send + Sync {
    /// Told before a request is sent.
    fn ask(&self, asked: Asked) -> Turn;

    /// Told what the network answered to the request of this number.
    fn keep(&self, number: usize, answer: Kept);
}

/// A request, as a recording knows it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The client's base address.
    pub(crate) base: Option<Url>,
    /// The headers that the connector itself asked for: those of the authentication are no part of a recording.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// Whether it goes without credentials although the client has some: a login, most likely.
    pub(crate) is_login: bool,
}

/// Who answers.
pub(crate) enum Turn {
    /// The tape: this, or why it cannot.
    Replayed(crate::error::Result<Kept>),
    /// The network. The tape wants to be told under this number.
    Send(usize),
}

/// A whole answer.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// Where it came from, after redirects.
    pub(crate) url: Url,
    pub(crate) body: Vec<u8>,
}

impl Kept {
    /// Reads the whole answer.
    pub(super) async fn of(response: reqwest::Response) -> reqwest::Result<Self> {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let (status, url) = (response.status().as_u16(), response.url().clone());
        Ok(Self { status, headers, url, body: response.bytes().await?.to_vec() })
    }

    /// The answer as if it came from the network.
    pub(super) fn into_response(self) -> reqwest::Response {
        let mut response = http::Response::builder().status(self.status).url(self.url);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                response = response.header(name, value);
            }
        }
        // Name and value were parsed above, so that only a status that is none could be refused.
        response.body(self.body).unwrap_or_default().into()
    }
}

thread_local! {
    static TAPE: RefCell<Option<Arc<dyn Tape>>> = const { RefCell::new(None) };
}

/// Puts a tape between the network and every client on this thread, and has the secrets that come up here collected.
/// Dropping the result takes both away.
///
/// Threads and not tasks: a connector may spawn tasks of its own, and every thread of a test's runtime belongs to that
/// test.
pub(crate) fn insert(tape: Arc<dyn Tape>, secrets: Watched) -> impl Drop {
    put(Some(tape), Some(secrets));
    Inserted
}

struct Inserted;

impl Drop for Inserted {
    fn drop(&mut self) {
        put(None, None);
    }
}

fn put(tape: Option<Arc<dyn Tape>>, secrets: Option<Watched>) {
    TAPE.set(tape);
    secret::watch_this_thread(secrets);
}

/// Puts what this thread has on every other one that calls it: those of a runtime.
pub(crate) fn inherited() -> impl Fn() + Send + Sync + 'static {
    let (tape, secrets) = (current(), secret::watched());
    move || put(tape.clone(), secrets.clone())
}

/// The tape of this thread.
pub(super) fn current() -> Option<Arc<dyn Tape>> {
    TAPE.with_borrow(Clone::clone)
}
