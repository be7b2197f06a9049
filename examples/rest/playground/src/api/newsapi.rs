//! Articles by topic and time (in the manner of NewsAPI): no more than the first hundred can be reached.

use super::Api;
use crate::credentials::API_KEY;
use crate::data::news::{Article, articles};
use crate::data::time;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::ops::RangeInclusive;

/// How many results the plan lets one see.
const REACH: usize = 100;
const PARAMETERS: [&str; 7] = ["q", "from", "to", "language", "sortBy", "pageSize", "page"];

pub(crate) const API: Api = Api {
    about: "articles newest first; `Authorization: Bearer` or X-Api-Key; pageSize 1 to 100; 426 beyond 100 results",
    paths: &["GET /v2/everything?q&from&to&language&sortBy&pageSize&page"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["v2", "everything"] => Some(everything(world, request)),
        _ => None,
    },
};

fn everything(world: &World, request: &Request) -> Answer {
    let bearer = request.header("authorization").map(|header| header.trim_start_matches("Bearer ").trim());
    match bearer.or(request.header("x-api-key")).or(request.param("apiKey")) {
        None => return Err(complaint(401, "apiKeyMissing", "Your API key is missing.")),
        Some(API_KEY) => {}
        Some(_) => return Err(complaint(401, "apiKeyInvalid", "Your API key is invalid.")),
    }
    if let Some((name, _)) =
        request.query.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str()) && name != "apiKey")
    {
        return Err(invalid(name));
    }
    let topic = request.param("q").filter(|topic| !topic.is_empty());
    let topic = topic.ok_or_else(|| complaint(400, "parametersMissing", "The parameter q is missing."))?;
    let page_size = number(request, "pageSize", 100, 1..=100)?;
    let page = number(request, "page", 1, 1..=usize::MAX)?;
    let to = instant(request, "to")?.unwrap_or(world.clock.now());
    let from = instant(request, "from")?.unwrap_or(to - TimeDelta::days(1));
    if to - from > TimeDelta::days(31) {
        return Err(complaint(426, "parameterInvalid", "Your plan reaches back a month."));
    }
    let start = (page - 1).saturating_mul(page_size);
    if start >= REACH {
        return Err(complaint(426, "maximumResultsReached", "Your plan ends at 100 results."));
    }
    let all = articles(topic, from, to);
    let rows: Vec<&Article> = all.iter().skip(start).take(page_size.min(REACH - start)).collect();
    let body = json!({ "status": "ok", "totalResults": all.len(), "articles": rows });
    Ok(Reply::page(body, "/articles", Next::Nowhere))
}

fn number(request: &Request, name: &str, default: usize, range: RangeInclusive<usize>) -> Result<usize, Box<Reply>> {
    let Some(text) = request.param(name) else { return Ok(default) };
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| invalid(name))
}

fn instant(request: &Request, name: &str) -> Result<Option<DateTime<Utc>>, Box<Reply>> {
    request.param(name).map(|text| time::lenient(text).ok_or_else(|| invalid(name))).transpose()
}

fn invalid(name: &str) -> Box<Reply> {
    complaint(400, "parameterInvalid", &format!("The parameter {name} is invalid."))
}

fn complaint(status: u16, code: &str, message: &str) -> Box<Reply> {
    Box::new(Reply::json(status, json!({ "status": "error", "code": code, "message": message })))
}
