//! The order of days, what a budget leaves for later, and that nothing is lost on the way.

use connector_sdk::testing::{Sandbox, json};
use playground::data::hourly::hourly_users;
use playground::{Fault, Playground, RetryAfter, Trouble, calm_and_hostile, rows};
use serde_json::Value;

use super::HighVolume;

/// A connector whose clock stands at noon of 2026-01-01 until it is moved.
fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<HighVolume>().configure_from(configuration).set("base_url", playground.base_url());
    sandbox.set("budget", "25m")
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
    rows(&["id"], hourly_users(from.parse().unwrap(), to.parse().unwrap()))
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
    sandbox.clock().set("2026-01-02T18:00:00Z");
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
fn each_sync_ends_with_the_present_whatever_goes_wrong() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for now in ["2026-01-01T12:00:00Z", "2026-01-02T18:00:00Z", "2026-01-03T00:00:00Z"] {
            sandbox.clock().set(now);
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("user"), users("2025-12-27T12:00:00Z", now));
            let position = json!({ "newest": now, "oldest": "2025-12-27T12:00:00Z", "start": "2025-12-27T12:00:00Z" });
            assert_eq!(sandbox.state("user"), json!({ "position": position }));
        }
    });
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.survives_every_interruption();
    sandbox.sync().unwrap();
    sandbox.clock().set("2026-01-02T18:00:00Z");
    sandbox.survives_every_interruption();
}
