//! One attempt on the wire: redirects are followed, credentials stay at home, a test may listen in.

use reqwest::header::{ACCEPT, HeaderName, LOCATION, RANGE};
use reqwest::redirect::Policy;
use reqwest::{Method, StatusCode};

use super::client::{Client, Ready};
use super::failure::{About, Again, Failure};
use super::outgoing::{Body, Outgoing};
use super::tape::{self, Asked, Kept, Turn};
use crate::error::Error;

/// More redirects than this go round in a circle.
const MOST_REDIRECTS: usize = 10;

/// Follows redirects on one host. One that leads elsewhere is followed by [`send`], as the library would take along
/// every header but `Authorization` and `Cookie`: a key in a header of its own would go to a stranger.
pub(super) fn at_home() -> Policy {
    Policy::custom(|attempt| {
        if attempt.previous().len() > MOST_REDIRECTS {
            return attempt.error("too many redirects");
        }
        let from = attempt.previous().last();
        if from.is_some_and(|from| from.origin() == attempt.url().origin()) { attempt.follow() } else { attempt.stop() }
    })
}

/// Sends a request, or has it answered by the tape of this thread.
pub(super) async fn send(
    client: &Client,
    about: &About,
    outgoing: Outgoing,
    ready: &Ready,
) -> Result<reqwest::Response, Failure> {
    let Some(tape) = tape::current() else { return follow(client, about, outgoing, ready).await };
    let asked = Asked {
        method: outgoing.method.clone(),
        url: outgoing.url.clone(),
        base: client.0.base_url.clone(),
        headers: ready.outgoing.headers.clone(),
        body: outgoing.body.clone(),
        is_login: !ready.with_auth && client.0.auth.is_some(),
    };
    match tape.ask(asked) {
        Turn::Replayed(Ok(kept)) => Ok(kept.into_response()),
        Turn::Replayed(Err(error)) => Err(Failure { error, retry: Again::No, wait: None }),
        Turn::Send(number) => {
            let response = follow(client, about, outgoing, ready).await?;
            let status = response.status();
            let kept = Kept::of(response).await.map_err(|error| Failure::of_body(about, status, &[], &error))?;
            tape.keep(number, kept.clone());
            Ok(kept.into_response())
        }
    }
}

/// Sends a request, and goes where it is sent on to.
async fn follow(
    client: &Client,
    about: &About,
    mut outgoing: Outgoing,
    ready: &Ready,
) -> Result<reqwest::Response, Failure> {
    for _ in 0..=MOST_REDIRECTS {
        let (content_type, bytes) = outgoing.encoded();
        let mut request = wire(client)?.request(outgoing.method.clone(), outgoing.url.clone());
        if let Some(content_type) = content_type.filter(|_| !outgoing.headers.contains_key("content-type")) {
            request = request.header("content-type", content_type);
        }
        if !bytes.is_empty() {
            request = request.body(bytes);
        }
        request = request.headers(outgoing.headers.clone());
        if !ready.streamed {
            request = request.timeout(client.0.timeout);
        }
        let response = request.send().await.map_err(|error| Failure::of_transport(about, &error))?;
        match elsewhere(client, &response, &outgoing, ready) {
            Some(next) => outgoing = next,
            None => return Ok(response),
        }
    }
    let error = Error::source(format!("{about}: too many redirects"));
    Err(Failure { error, retry: Again::No, wait: None })
}

fn wire(client: &Client) -> Result<&reqwest::Client, Failure> {
    client.0.wire.as_ref().ok_or_else(|| {
        let error = Error::configuration(client.0.mistake.as_deref().unwrap_or("the client is not set up"));
        Failure { error, retry: Again::No, wait: None }
    })
}

/// The request to another host that this answer redirects to, if it does.
fn elsewhere(client: &Client, response: &reqwest::Response, sent: &Outgoing, ready: &Ready) -> Option<Outgoing> {
    let status = response.status();
    let keeps_method = match status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => false,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        _ => return None,
    };
    let url = response.url().join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    // A host that is not trusted learns nothing but what is asked for, and no key that stood in the body.
    let is_home = url.origin() == sent.url.origin();
    let (headers, body) = if is_home || client.0.base_url.is_some() && client.is_trusted(&url) {
        (sent.headers.clone(), &sent.body)
    } else {
        let harmless = |name: &HeaderName| Some((name.clone(), sent.headers.get(name)?.clone()));
        ([ACCEPT, RANGE].iter().filter_map(harmless).collect(), &ready.outgoing.body)
    };
    let is_get = !keeps_method && sent.method != Method::HEAD;
    let method = if is_get { Method::GET } else { sent.method.clone() };
    let body = if is_get { Body::Empty } else { body.clone() };
    Some(Outgoing { method, url, headers, body })
}
