//! End-of-day prices (in the manner of marketstack): the key in the query, offset and limit, a window of days.

use super::Api;
use crate::credentials::API_KEY;
use crate::data::market::{Price, prices};
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "prices of AAPL, MSFT, GOOG, INTC, newest first, both days included; limit 100 by default, 1000 at most",
    paths: &["GET /v1/eod?access_key&symbols&date_from&date_to&limit&offset"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["v1", "eod"] || path == ["v2", "eod"] => Some(eod(world, request)),
        ("GET", path) if path.first() == Some(&"v1") => {
            Some(Err(complaint(404, "invalid_api_function", "There is no such function.", Value::Null)))
        }
        _ => None,
    },
};

fn eod(world: &World, request: &Request) -> Answer {
    match request.param("access_key") {
        None | Some("") => return Err(complaint(401, "missing_access_key", "No access key was given.", Value::Null)),
        Some(API_KEY) => {}
        Some(_) => return Err(complaint(401, "invalid_access_key", "The access key is not valid.", Value::Null)),
    }
    let symbols = request.param("symbols").filter(|symbols| !symbols.is_empty());
    let symbols = symbols.ok_or_else(|| invalid("symbols", "at least one symbol is required"))?;
    let limit = number(request, "limit", 100, 1..=1000)?;
    let offset = number(request, "offset", 0, 0..=usize::MAX)?;
    let today = world.clock.now().date_naive();
    let to = day(request, "date_to")?.unwrap_or(today);
    // The free plan reaches back a year.
    let from = day(request, "date_from")?.unwrap_or(to - TimeDelta::days(365));
    let mut all: Vec<Price> = symbols.split(',').flat_map(|symbol| prices(symbol.trim(), from, to)).collect();
    all.sort_by(|one, other| other.date.cmp(&one.date));
    let page: Vec<Value> = all.iter().skip(offset).take(request.page_size(limit)).map(Price::to_json).collect();
    let pagination = json!({ "limit": limit, "offset": offset, "count": page.len(), "total": all.len() });
    Ok(Reply::page(json!({ "pagination": pagination, "data": page }), "/data", Next::Nowhere))
}

fn number(
    request: &Request,
    name: &str,
    default: usize,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, Box<Reply>> {
    let Some(text) = request.param(name) else { return Ok(default) };
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| invalid(name, "the number is out of range"))
}

fn day(request: &Request, name: &str) -> Result<Option<NaiveDate>, Box<Reply>> {
    let day = request.param(name).map(|text| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| invalid(name, "a date is written YYYY-MM-DD"))
    });
    day.transpose()
}

fn invalid(name: &str, message: &str) -> Box<Reply> {
    let context = json!({ name: [{ "key": "invalid", "message": message }] });
    complaint(422, "validation_error", "Request failed with validation error", context)
}

fn complaint(status: u16, code: &str, message: &str, context: Value) -> Box<Reply> {
    let mut error = json!({ "code": code, "message": message });
    if !context.is_null() {
        error["context"] = context;
    }
    Box::new(Reply::json(status, json!({ "error": error })))
}
