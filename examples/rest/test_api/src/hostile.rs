//! Bad manners, in a fixed order, so that a test that fails fails again.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::server::{Reply, Request, Response};

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Every request is answered.
    Good,
    /// The first time that a request comes, something goes wrong, each time something else; the second time it is
    /// answered.
    Bad,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    TooManyInSeconds,
    TooManyUntilADate,
    TooManyUntilAReset,
    ServerError,
    Unavailable,
    HalfABody,
}

const TROUBLES: [Trouble; 6] = [
    Trouble::TooManyInSeconds,
    Trouble::HalfABody,
    Trouble::TooManyUntilADate,
    Trouble::ServerError,
    Trouble::TooManyUntilAReset,
    Trouble::Unavailable,
];

#[derive(Debug)]
pub(crate) struct Hostile {
    manners: Manners,
    seen: HashSet<String>,
}

impl Hostile {
    pub(crate) fn new(manners: Manners) -> Self {
        Self { manners, seen: HashSet::new() }
    }

    /// What goes wrong now.
    pub(crate) fn trouble(&mut self, request: &Request) -> Option<Trouble> {
        let key = format!("{} {} {}", request.method, request.target, request.body);
        let turn = self.seen.len();
        if self.manners == Manners::Good || !self.seen.insert(key) {
            return None;
        }
        // Nobody may send a login twice that was half answered.
        let harmless = request.method == "GET";
        Some(if harmless { TROUBLES[turn % TROUBLES.len()] } else { Trouble::TooManyInSeconds })
    }
}

/// Makes of a good answer what the trouble leaves of it.
pub(crate) fn spoil(trouble: Option<Trouble>, response: Response) -> Reply {
    let error = |status: u16, text: &str| Response::json(&json!({ "error": text })).status(status);
    let many = || error(429, "Too many requests");
    Reply::Whole(match trouble {
        None => return Reply::Whole(response),
        Some(Trouble::HalfABody) if response.body.len() > 1 => return Reply::Half(response),
        Some(Trouble::TooManyInSeconds | Trouble::HalfABody) => many().header("retry-after", "1"),
        Some(Trouble::TooManyUntilADate) => {
            let written = |time: DateTime<Utc>| time.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            let now = Utc::now();
            many().header("date", written(now)).header("retry-after", written(now + TimeDelta::seconds(1)))
        }
        Some(Trouble::TooManyUntilAReset) => {
            many().header("x-ratelimit-remaining", "0").header("x-ratelimit-reset", "1")
        }
        Some(Trouble::ServerError) => Response::text("text/html", "<html>Internal error</html>").status(500),
        Some(Trouble::Unavailable) => error(503, "Come back later"),
    })
}
