//! The order of days, what a budget leaves for later, and that nothing is lost on the way.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use connector_sdk::testing::{Sandbox, json};
use playground::data::hourly::hourly_users;
use playground::{Fault, Playground, RetryAfter, Trouble};
use serde_json::Value;

use super::HighVolume;

/// A connector whose clock stands at noon of 2026-01-01 until it is moved.
fn sandbox(playground: &Playground) -> Sandbox {
    Sandbox::of::<HighVolume>().configure(json!({ "base_url": playground.base_url(), "budget": "25m" }))
}

/// The days that were asked for since the last time, by begin and end: `12-31T12 01-01T12`.
fn days(playground: &Playground) -> Vec<String> {
    let requests = playground.control().requests();
    playground.control().forget_requests();
    requests
        .iter()
        .map(|request| [&request.param("from").unwrap()[5..13], &request.param("to").unwrap()[5..13]].join(" "))
        .collect()
}

/// All users who changed in a time, as the table's rows.
fn users(from: &str, to: &str) -> Vec<Value> {
    let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let rows = hourly_users(time(from), time(to)).into_iter().map(|user| {
        let row = json!({
            "id": user.id, "name": user.name, "email": user.email, "address": user.address, "company": user.company,
            "job": user.job, "created_at": user.created_at, "updated_at": user.updated_at,
        });
        (user.id, row)
    });
    rows.collect::<BTreeMap<_, _>>().into_values().collect()
}

/// Lets each request take ten minutes: it is answered with "not before that", and the sandbox's clock moves on.
fn be_slow(playground: &Playground) {
    let retry_after = RetryAfter::Seconds(600);
    playground.control().misbehave(Fault::new("/priority_first", Trouble::TooManyRequests { retry_after }).every(2));
}

#[test]
fn the_last_day_comes_first_and_then_the_days_before() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    assert_eq!(
        days(&playground),
        ["12-31T12 01-01T12", "12-30T12 12-31T12", "12-29T12 12-30T12", "12-28T12 12-29T12", "12-27T12 12-28T12"]
    );
    assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", "2026-01-01T12:00:00Z"));
    sandbox.clock().advance(TimeDelta::hours(30));
    sandbox.sync().unwrap();
    // History was read to its end, which stays where it was.
    assert_eq!(days(&playground), ["01-01T12 01-02T12", "01-02T12 01-02T18"]);
    assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", "2026-01-02T18:00:00Z"));
}

#[test]
fn history_waits_for_the_next_sync_when_the_time_is_up() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    be_slow(&playground);
    sandbox.sync().unwrap();
    // Two days of history fit into 25 minutes.
    assert_eq!(sandbox.rows("user"), users("2025-12-29T12:00:00Z", "2026-01-01T12:00:00Z"));
    let state = json!({ "position": {
        "newest": "2026-01-01T12:00:00Z", "oldest": "2025-12-29T12:00:00Z", "start": "2025-12-27T12:00:00Z",
    }});
    assert_eq!(sandbox.state("user"), state);
    playground.control().calm();
    days(&playground);
    sandbox.clock().set("2026-01-02T00:00:00Z");
    sandbox.sync().unwrap();
    assert_eq!(days(&playground), ["01-01T12 01-02T00", "12-28T12 12-29T12", "12-27T12 12-28T12"]);
    assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", "2026-01-02T00:00:00Z"));
}

#[test]
fn a_day_that_breaks_is_read_again() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    playground.control().misbehave(Fault::new("/priority_first", Trouble::Unauthorized).after(2).always());
    assert!(sandbox.sync().is_err());
    assert_eq!(sandbox.state("user")["position"]["oldest"], "2025-12-30T12:00:00Z");
    playground.control().calm();
    days(&playground);
    sandbox.sync().unwrap();
    assert_eq!(days(&playground), ["12-29T12 12-30T12", "12-28T12 12-29T12", "12-27T12 12-28T12"]);
    assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", "2026-01-01T12:00:00Z"));
}

#[test]
fn a_hostile_server_changes_nothing() {
    let playground = playground::start();
    playground.control().be_hostile();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    sandbox.clock().set("2026-01-03T00:00:00Z");
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", "2026-01-03T00:00:00Z"));
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.survives_every_crash();
    sandbox.sync().unwrap();
    sandbox.clock().advance(TimeDelta::hours(30));
    sandbox.survives_every_crash();
}
