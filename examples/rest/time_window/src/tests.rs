//! No moment is left out, whatever goes wrong, and a broken sync goes on with the slice that broke.

use connector_sdk::testing::{Sandbox, json};
use playground::data::event::events;
use playground::{Fault, LoggedRequest, Playground, RetryAfter, START, Trouble, calm_and_hostile, rows};

use super::Events;

/// From 2025-12-01, at the time of the playground.
fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<Events>().configure_from(configuration).set("base_url", playground.base_url());
    sandbox.clock().set("2026-01-31T12:00:00Z");
    sandbox
}

fn slices(requests: &[LoggedRequest]) -> Vec<String> {
    let day = |asked: &LoggedRequest, name| asked.param(name).unwrap()[..10].to_owned();
    requests.iter().map(|asked| format!("{} {}", day(asked, "from"), day(asked, "to"))).collect()
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        let first = "2025-12-01T00:00:00Z".parse().unwrap();
        for now in ["2026-01-31T12:00:00Z", "2026-01-31T20:00:00Z", "2026-04-01T00:00:00Z"] {
            let time = now.parse().unwrap();
            playground.control().advance_clock(time - playground.control().now());
            sandbox.clock().set(now);
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("event"), rows(&["id"], events(first, time)));
            assert_eq!(sandbox.state("event"), json!({ "position": now }));
        }
    });
}

#[test]
fn slices_reach_up_to_now() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    sandbox.clock().set("2026-02-05T00:00:00Z");
    sandbox.sync().unwrap();
    let expected = ["2025-12-01 2025-12-31", "2025-12-31 2026-01-30", "2026-01-30 2026-01-31", "2026-01-31 2026-02-05"];
    assert_eq!(slices(&playground.control().requests()), expected);
}

#[test]
fn a_broken_slice_is_read_again() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    let broken = Trouble::ServerError { status: 400, retry_after: RetryAfter::Silent };
    playground.control().misbehave(Fault::new("/time_window", broken).after(1));
    assert!(sandbox.sync().is_err());
    assert_eq!(sandbox.state("event"), json!({ "position": "2025-12-31T00:00:00Z" }));
    sandbox.sync().unwrap();
    let expected = ["2025-12-01 2025-12-31", "2025-12-31 2026-01-30", "2025-12-31 2026-01-30", "2026-01-30 2026-01-31"];
    assert_eq!(slices(&playground.control().requests()), expected);
    assert_eq!(sandbox.rows("event"), rows(&["id"], events("2025-12-01T00:00:00Z".parse().unwrap(), START)));
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
