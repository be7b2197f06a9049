//! Readings and users by window, a day at a time: many years of history behind a present that matters more.

use super::Api;
use super::params::Params;
use crate::data::hourly::{hourly_users, readings};
use crate::server::{Answer, Next, Reply, Request};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "hourly readings, or users, of all time, both ends included; at most a day after from, and has_more if to is later",
    paths: &["GET /priority_first/readings?from&to", "GET /priority_first/users?from&to"],
    answer: |_, request| match request.route() {
        ("GET", path) if path == ["priority_first", "readings"] => {
            Some(window(request, |from, to| json!(readings(from, to))))
        }
        ("GET", path) if path == ["priority_first", "users"] => {
            Some(window(request, |from, to| json!(hourly_users(from, to))))
        }
        _ => None,
    },
};

fn window(request: &Request, rows: fn(DateTime<Utc>, DateTime<Utc>) -> Value) -> Answer {
    let params = Params::of(request, &["from", "to"])?;
    let (Some(from), Some(to)) = (params.lenient_instant("from")?, params.lenient_instant("to")?) else {
        return Err(Reply::error(400, "`from` and `to` are required"));
    };
    let end = to.min(from + TimeDelta::days(1));
    let body = json!({ "data": rows(from, end), "has_more": to > end });
    Ok(Reply::page(body, "/data", Next::Nowhere))
}
