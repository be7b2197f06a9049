//! The rows of the source after each sync, whatever goes wrong, in as few requests as there are pages.

use connector_sdk::testing::{Sandbox, json};
use playground::data::issue::issues;
use playground::{Fault, Playground, Trouble, calm_and_hostile, rows};

use super::Issues;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Issues>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for (step, cursor) in (0..).zip(["2026-01-31T12:00:00Z", "2026-01-31T13:00:00Z", "2026-01-31T14:00:00Z"]) {
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("issue"), rows(&["id"], issues(step)));
            assert_eq!(sandbox.state("issue"), json!({ "cursor": cursor }));
            playground.control().advance(1);
        }
    });
}

#[test]
fn only_what_has_changed_is_asked_for() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (230, 3));
    playground.control().advance(1);
    // A changed and a new issue, and the one at the cursor once more.
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (3, 4));
    assert_eq!(playground.control().requests()[3].param("since"), Some("2026-01-31T12:00:00Z"));
}

#[test]
fn a_link_that_leads_back_is_an_error() {
    let playground = playground::start();
    playground.control().misbehave(Fault::new("/repos", Trouble::RepeatToken { period: 2 }).always());
    let error = sandbox(&playground).sync().unwrap_err();
    assert_eq!(error.table(), Some("issue"));
    assert_eq!(playground.control().requests().len(), 3, "{error}");
}

#[test]
fn rows_that_move_between_pages_are_not_lost() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    playground.control().misbehave(Fault::new("/repos", Trouble::MoveRows { steps: 1 }).after(1));
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("issue"), rows(&["id"], issues(1)));
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
