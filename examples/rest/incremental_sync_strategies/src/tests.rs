//! Each strategy's requests, rows and state over several syncs.

use connector_sdk::testing::{Sandbox, json};
use playground::{Playground, User, calm_and_hostile, users, users_after, users_seen};
use serde_json::Value;

use super::Strategies;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<Strategies>().configure_from(configuration).set("base_url", playground.base_url());
    sandbox.set("step", 80)
}

/// Path and query of all requests since the last time.
fn asked(playground: &Playground, path: &str) -> Vec<String> {
    let requests = playground.control().requests();
    let asked = requests.into_iter().filter(|request| request.path == path);
    asked
        .map(|request| {
            request.query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        })
        .collect()
}

/// These users as the rows of a table.
fn rows(users: impl IntoIterator<Item = User>) -> Vec<Value> {
    let short = |user: User| json!({ "id": user.id, "name": user.name, "updated_at": user.updated_at });
    playground::rows(&["id"], users.into_iter().map(short))
}

#[test]
fn by_time_of_change_only_what_is_new_is_asked_for() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.select("timestamp").sync().unwrap();
    assert_eq!(sandbox.rows("timestamp"), rows(users()));
    assert_eq!(sandbox.state("timestamp"), json!({ "cursor": "2026-01-31T11:36:00Z" }));
    playground.control().advance(1);
    // Three changed and two new users, and the one at the cursor once more.
    assert_eq!(sandbox.sync().unwrap().rows, 6);
    // The source does not tell which users are gone: they stay.
    assert_eq!(sandbox.rows("timestamp"), rows(users_seen(1)));
    assert_eq!(asked(&playground, "/incremental/timestamp"), ["", "since=2026-01-31T11:36:00Z"]);
}

#[test]
fn the_replay_reads_two_hours_again() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.select("replay").sync().unwrap();
    playground.control().advance(1);
    sandbox.sync().unwrap();
    playground.control().advance(1);
    sandbox.sync().unwrap();
    assert_eq!(
        asked(&playground, "/incremental/timestamp"),
        ["", "since=2026-01-31T09:36:00Z", "since=2026-01-31T11:00:00Z"]
    );
    assert_eq!(sandbox.rows("replay"), rows(users_seen(2)));
    assert_eq!(sandbox.state("replay"), json!({ "cursor": "2026-01-31T14:00:00Z" }));
}

#[test]
fn numbers_are_read_once_and_up_to_a_gap() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.select("step").sync().unwrap().rows, 200);
    assert_eq!(sandbox.state("step"), json!({ "read": 200 }));
    let mut numbers: Vec<u64> =
        sandbox.rows("step").iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect();
    numbers.sort();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
    playground.control().advance(3);
    // Of three steps, each of which adds two users and deletes one.
    assert_eq!(sandbox.sync().unwrap().rows, 3);
    let asked = asked(&playground, "/incremental/step");
    let first =
        ["1&end_id=80", "81&end_id=160", "161&end_id=240", "241&end_id=320", "321&end_id=400", "401&end_id=480"];
    let then = ["201&end_id=280", "281&end_id=360", "361&end_id=440", "441&end_id=520"];
    assert_eq!(asked, [&first[..], &then[..]].concat().iter().map(|ids| format!("start_id={ids}")).collect::<Vec<_>>());
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for (step, cursor) in (0..).zip(["2026-01-31T11:36:00Z", "2026-01-31T13:00:00Z", "2026-01-31T14:00:00Z"]) {
            sandbox.sync().unwrap();
            for table in ["timestamp", "replay"] {
                assert_eq!(sandbox.rows(table), rows(users_seen(step)));
                assert_eq!(sandbox.state(table), json!({ "cursor": cursor }));
            }
            // The source numbers its users anew when one is gone, so only their count is comparable.
            let count = users_after(step).0.len();
            assert_eq!((sandbox.rows("step").len(), sandbox.state("step")), (count, json!({ "read": count })));
            playground.control().advance(1);
        }
    });
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.survives_every_interruption();
    sandbox.sync().unwrap();
    playground.control().advance(1);
    sandbox.survives_every_interruption();
}
