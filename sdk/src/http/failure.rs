//! What went wrong with a request, and whether it may go well the next time.

use std::time::Duration;

use reqwest::{Method, StatusCode, Url};

use super::redact;
use crate::error::{Error, ErrorKind};

/// A request as errors show it.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) method: Method,
    pub(super) url: Url,
}

impl std::fmt::Display for About {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, redact::url(&self.url))
    }
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) retry: Again,
    /// How long the server asks to be left alone.
    pub(super) wait: Option<Duration>,
}

/// Whether the same request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It would fail again.
    No,
    /// It may have been carried out: only if that does no harm.
    IfHarmless,
    /// It was never carried out.
    Yes,
}

impl Failure {
    /// The attempt ended without a status.
    pub(super) fn of_transport(about: &About, error: &reqwest::Error) -> Self {
        if is_untrusted(error) {
            let message = format!("{about}: the source's certificate is not to be trusted: {}", cause(error));
            let step = "have it corrected; if an authority of your own made it, give the authority's PEM file to \
                        `root_certificate`, or name it in the environment variable SSL_CERT_FILE";
            return Self {
                error: Error::new(ErrorKind::Source, message).next_step(step),
                retry: Again::No,
                wait: None,
            };
        }
        let (what, retry) = if error.is_connect() {
            ("no connection", Again::Yes)
        } else if error.is_timeout() {
            ("no answer in time", Again::IfHarmless)
        } else if error.is_redirect() {
            ("too many redirects", Again::No)
        } else if error.is_builder() {
            ("the request cannot be sent", Again::No)
        } else {
            ("the connection broke", Again::IfHarmless)
        };
        let kind = if retry == Again::No { ErrorKind::Source } else { ErrorKind::Transient };
        let message = format!("{about}: {what}: {}", cause(error));
        Self { error: Error::new(kind, message), retry, wait: None }
    }

    /// The body ended early, after this beginning.
    pub(super) fn of_body(about: &About, status: StatusCode, begun: &[u8], error: &reqwest::Error) -> Self {
        let what = if error.is_timeout() { "a body that stopped coming" } else { "a body that was cut short" };
        let excerpt = redact::excerpt(begun);
        let begins = if excerpt.is_empty() { String::new() } else { format!(", beginning with `{excerpt}`") };
        let message = format!("{about} answered {status} with {what}: {}{begins}", cause(error));
        Self { error: Error::transient(message), retry: Again::IfHarmless, wait: None }
    }

    /// The server answered, but not with success.
    pub(super) fn of_status(about: &About, status: StatusCode, body: &[u8], wait: Option<Duration>) -> Self {
        let (kind, retry) = match status.as_u16() {
            401 | 403 => (ErrorKind::Authentication, Again::No),
            429 => (ErrorKind::RateLimit, Again::Yes),
            // Sent too early, or not taken at all when it says when to come back.
            425 => (ErrorKind::Transient, Again::Yes),
            503 if wait.is_some() => (ErrorKind::Transient, Again::Yes),
            408 | 500 | 502 | 503 | 504 => (ErrorKind::Transient, Again::IfHarmless),
            500.. => (ErrorKind::Transient, Again::No),
            _ => (ErrorKind::Source, Again::No),
        };
        let excerpt = redact::excerpt(body);
        let said = if excerpt.is_empty() { "nothing more".to_owned() } else { format!("`{excerpt}`") };
        let error = Error::new(kind, format!("{about} answered {status} with {said}")).with_status(status.as_u16());
        let error = if kind == ErrorKind::Authentication {
            error.next_step("check the credentials and what they allow")
        } else {
            error
        };
        Self { error, retry, wait }
    }
}

impl Failure {
    /// Whether the source has more to do than it can: it says so, or does not come to answer.
    pub(super) fn is_overload(&self, status: Option<StatusCode>) -> bool {
        match status {
            Some(status) => matches!(status.as_u16(), 429 | 503) || self.error.kind() == ErrorKind::RateLimit,
            None => self.error.kind() == ErrorKind::RateLimit || self.retry == Again::IfHarmless,
        }
    }

    /// A refusal that is no matter of credentials: the request was sent too early.
    pub(super) fn too_fast(self) -> Self {
        let step = "declare a lower `rate_limit`, or ask the source for a higher one";
        Self { error: self.error.with_kind(ErrorKind::RateLimit).next_step(step), retry: Again::Yes, ..self }
    }
}

/// Whether it was the server's certificate that the connection failed for.
fn is_untrusted(error: &reqwest::Error) -> bool {
    type Cause<'a> = &'a (dyn std::error::Error + 'static);
    let mut causes = std::iter::successors(Some(error as Cause<'_>), |cause| {
        // An `io::Error` gives the cause of what it was made of, and leaves that out.
        match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(made_of) => Some(made_of as Cause<'_>),
            None => cause.source(),
        }
    });
    causes.any(|cause| matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))))
}

/// The innermost cause says most; the layers above it repeat the address, credentials and all.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if std::error::Error::source(error).is_none() { "it failed".to_owned() } else { cause.to_string() }
}
