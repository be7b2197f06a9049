//! What can go wrong, and when it should.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which fault, to ask for its hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultId(pub(crate) usize);

/// A trouble and the requests that it hits. As JSON:
///
/// ```json
/// {"path": "/pagination/offset", "after": 1, "times": 2, "trouble": {"server_error": {"status": 503}}}
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Hits requests whose path starts with this; "" is all.
    #[serde(default)]
    pub path: String,
    /// Hits only this method; `None` is any.
    #[serde(default)]
    pub method: Option<String>,
    /// How many such requests pass unharmed first.
    #[serde(default)]
    pub after: u32,
    /// Of those that follow, hits the first and then each `every`th; 1 is each.
    #[serde(default = "one")]
    pub every: u32,
    /// How many are hit in the end; `null` is without end.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What happens to them.
    pub trouble: Trouble,
}

fn one() -> u32 {
    1
}

fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// Hits the next request whose path starts with `path`, once.
    pub fn new(path: impl Into<String>, trouble: Trouble) -> Fault {
        Fault { path: path.into(), method: None, after: 0, every: 1, times: Some(1), trouble }
    }

    /// Hits only requests of this method.
    pub fn method(self, method: impl Into<String>) -> Fault {
        Fault { method: Some(method.into()), ..self }
    }

    /// Lets `requests` pass unharmed first.
    pub fn after(self, requests: u32) -> Fault {
        Fault { after: requests, ..self }
    }

    /// Hits each `nth` request only.
    pub fn every(self, nth: u32) -> Fault {
        Fault { every: nth, times: None, ..self }
    }

    /// Hits so many requests.
    pub fn times(self, times: u32) -> Fault {
        Fault { times: Some(times), ..self }
    }

    /// Hits until it is removed.
    pub fn always(self) -> Fault {
        Fault { times: None, ..self }
    }
}

/// How a refusal says when to come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RetryAfter {
    /// It does not.
    #[default]
    Silent,
    /// `Retry-After: 3`.
    Seconds(u64),
    /// `Retry-After: Sat, 31 Jan 2026 12:00:05 GMT`.
    Date(DateTime<Utc>),
    /// The same, so many seconds from now by the machine's clock, not the playground's.
    DateIn(u64),
    /// A header of the vendor's own, such as `X-RateLimit-Reset`, with the seconds since 1970.
    Reset {
        /// The header's name.
        header: String,
        /// The instant.
        at: DateTime<Utc>,
    },
    /// The same, so many seconds from now by the machine's clock.
    ResetIn {
        /// The header's name.
        header: String,
        /// How many seconds.
        seconds: u64,
    },
}

/// What happens to a request that a fault hits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Trouble {
    /// 429, and the API does not see the request.
    TooManyRequests {
        /// When to come back.
        #[serde(default)]
        retry_after: RetryAfter,
    },
    /// 500, 502, 503, 504, and the API does not see the request.
    ServerError {
        /// The status.
        status: u16,
        /// When to come back.
        #[serde(default)]
        retry_after: RetryAfter,
    },
    /// 401 with a web page, whatever the credentials.
    Unauthorized,
    /// No answer before the control says [`release`](crate::Control::release).
    Stall,
    /// Half an answer; the rest follows when the control says `release`.
    StallMidBody,
    /// The answer comes late. This one does take time.
    Delay {
        /// By how much.
        milliseconds: u64,
    },
    /// The connection ends without an answer.
    CloseBeforeAnswer,
    /// The connection is reset (RST) after half of the body.
    ResetMidBody,
    /// The right `Content-Length`, half of the body, an orderly end (FIN).
    TruncateBody,
    /// The body's JSON ends halfway, with a `Content-Length` to match.
    BrokenJson,
    /// The way on (token, URL or `Link`) is that of the first answers hit, over and over: a loop without an end.
    RepeatToken {
        /// How many different ones alternate: 1 is A→A, 2 is A→B→A.
        #[serde(default = "one")]
        period: u32,
    },
    /// The first answer hit is given again to all that follow, whatever they ask.
    RepeatPage,
    /// No rows, though the way on is there. Scrolls lose no row by it; elsewhere the rows of the page stay hidden.
    EmptyPage,
    /// Half as many rows as asked for, though there are more. Where the way on is a position (offset, keyset, scroll,
    /// creatures, prices) no row is lost by it; elsewhere half of the page's rows stay hidden.
    ShortPage,
    /// Each row has this field with this value: null, another type, an unknown field.
    SetField {
        /// The field.
        field: String,
        /// The value.
        value: Value,
    },
    /// Each row lacks this field.
    DropField {
        /// The field.
        field: String,
    },
    /// Before the answer is made the data changes by so many steps, so that rows move between pages.
    MoveRows {
        /// How many steps.
        steps: u32,
    },
    /// Before the answer is made every access and session token turns invalid.
    ExpireTokens,
    /// Status 200 with a web page.
    #[serde(rename = "html_with_200")]
    HtmlWith200,
    /// The right body under `Content-Type: text/html`.
    WrongContentType,
    /// A byte of the body that is no UTF-8.
    MalformedUtf8,
    /// Status 200 with an error in place of the data.
    #[serde(rename = "error_inside_200")]
    ErrorInside200,
    /// `Content-Encoding: gzip`, if the client accepts it.
    Gzip,
    /// `Content-Encoding: zstd`, if the client accepts it.
    Zstd,
}
