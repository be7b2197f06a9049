//! Events by window of time, thirty days at most, up to the playground's now.

use super::Api;
use super::params::Params;
use crate::data::event;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use chrono::TimeDelta;
use serde_json::json;

/// A longer window is refused.
const LONGEST: TimeDelta = TimeDelta::days(30);

pub(crate) const API: Api = Api {
    about: "events since 2024-01-01, every six hours; from is included, to excluded, at most 30 days between them",
    paths: &["GET /time_window/events?from&to"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["time_window", "events"] => Some(events(world, request)),
        _ => None,
    },
};

fn events(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &["from", "to"])?;
    let (Some(from), Some(to)) = (params.lenient_instant("from")?, params.lenient_instant("to")?) else {
        return Err(Reply::error(400, "`from` and `to` are required"));
    };
    if from > to {
        return Err(Reply::error(400, "`from` must not be after `to`"));
    }
    if to - from > LONGEST {
        return Err(Reply::error(400, "a window must not be longer than 30 days"));
    }
    let events = event::events(from, to.min(world.clock.now()));
    Ok(Reply::page(json!({ "data": events, "from": from, "to": to }), "/data", Next::Nowhere))
}
