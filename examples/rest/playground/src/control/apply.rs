//! Applies troubles to a request before its API sees it, and to the answer after.

use super::fault::{RetryAfter, Trouble};
use super::faults::Hit;
use super::spoil;
use crate::data::time::http_date;
use crate::server::{Body, Delivery, Reply, Request, compress};
use crate::world::World;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::time::SystemTime;

/// Does what happens before the answer; an answer given here is given in place of the API's.
pub(crate) fn before(world: &mut World, request: &Request, hits: &[Hit]) -> Option<Reply> {
    let mut refusal = None;
    for hit in hits {
        let reply = match &hit.trouble {
            Trouble::MoveRows { steps } => {
                world.advance(*steps);
                continue;
            }
            Trouble::ExpireTokens => {
                world.tokens.expire();
                continue;
            }
            Trouble::ShortPage => {
                request.short_page.set(true);
                continue;
            }
            Trouble::EmptyPage => {
                request.empty_page.set(true);
                continue;
            }
            Trouble::TooManyRequests { retry_after } => refuse(429, "Too many requests.", retry_after),
            Trouble::ServerError { status, retry_after } => refuse(*status, "Something went wrong here.", retry_after),
            Trouble::Unauthorized => Reply::html(401, "Unauthorized"),
            Trouble::HtmlWith200 => Reply::html(200, "We are down for maintenance"),
            Trouble::ErrorInside200 => Reply::json(200, error_inside()),
            _ => continue,
        };
        refusal.get_or_insert(reply);
    }
    refusal
}

/// Spoils an answer.
pub(crate) fn after(world: &mut World, request: &Request, hits: &[Hit], reply: &mut Reply) {
    // First what happens to the rows, then to the bytes, then on the wire, in whatever order the faults were set.
    for hit in hits {
        match &hit.trouble {
            Trouble::RepeatToken { period } => {
                let period = *period as usize;
                if let Some(token) = world.faults.repeat(hit.fault, period, || spoil::token(reply)) {
                    spoil::set_token(reply, token);
                }
            }
            Trouble::RepeatPage => {
                if let Body::Json(page) = &mut reply.body
                    && let Some(first) = world.faults.repeat(hit.fault, 1, || Some(page.clone()))
                {
                    *page = first;
                }
            }
            Trouble::EmptyPage if request.empty_page.take() => spoil::rows(reply, Vec::clear),
            Trouble::ShortPage if request.short_page.take() => spoil::rows(reply, |rows| rows.truncate(rows.len() / 2)),
            Trouble::SetField { field, value } => spoil::each_row(reply, |row| {
                row.insert(field.clone(), value.clone());
            }),
            Trouble::DropField { field } => spoil::each_row(reply, |row| {
                row.remove(field);
            }),
            _ => {}
        }
    }
    for hit in hits {
        match &hit.trouble {
            Trouble::BrokenJson => spoil::bytes(reply, |bytes| bytes.truncate(bytes.len() / 2)),
            Trouble::MalformedUtf8 => spoil::bytes(reply, spoil::no_utf8),
            Trouble::WrongContentType => reply.set_header("content-type", "text/html; charset=utf-8"),
            _ => {}
        }
    }
    for hit in hits {
        match &hit.trouble {
            Trouble::Gzip => encode(request, reply, "gzip", compress::gzip),
            Trouble::Zstd => encode(request, reply, "zstd", compress::zstd),
            Trouble::Stall => reply.held = true,
            Trouble::Delay { milliseconds } => reply.delay_milliseconds += milliseconds,
            Trouble::StallMidBody => reply.delivery = Delivery::HeldMidBody,
            Trouble::CloseBeforeAnswer => reply.delivery = Delivery::Closed,
            Trouble::ResetMidBody => reply.delivery = Delivery::Reset,
            Trouble::TruncateBody => reply.delivery = Delivery::Truncated,
            _ => {}
        }
    }
}

fn encode(request: &Request, reply: &mut Reply, name: &str, encode: fn(&[u8]) -> Vec<u8>) {
    let accepted = request.header("accept-encoding").is_some_and(|accepted| accepted.contains(name));
    if !accepted || reply.headers.iter().any(|(name, _)| name == "content-encoding") {
        return;
    }
    spoil::bytes(reply, |bytes| *bytes = encode(bytes));
    reply.set_header("content-encoding", name);
}

fn refuse(status: u16, message: &str, retry_after: &RetryAfter) -> Reply {
    let mut reply = *Reply::error(status, message);
    let now = DateTime::<Utc>::from(SystemTime::now());
    match retry_after {
        RetryAfter::Silent => {}
        RetryAfter::Seconds(seconds) => reply.set_header("retry-after", seconds.to_string()),
        RetryAfter::Date(at) => reply.set_header("retry-after", http_date(*at)),
        RetryAfter::DateIn(seconds) => {
            reply.set_header("retry-after", http_date(now + TimeDelta::seconds(*seconds as i64)))
        }
        RetryAfter::Reset { header, at } => reply.set_header(header.clone(), at.timestamp().to_string()),
        RetryAfter::ResetIn { header, seconds } => {
            reply.set_header(header.clone(), (now.timestamp() + *seconds as i64).to_string());
        }
    }
    reply
}

/// As most APIs write it that answer errors with 200: the code and the message lie side by side, or one level down.
fn error_inside() -> serde_json::Value {
    let (code, message) = ("internal", "The query could not be answered.");
    json!({ "status": "error", "code": code, "message": message, "error": { "code": code, "message": message } })
}
