//! The rows of the source after each sync, whatever goes wrong, in as few requests as there are pages.

use connector_sdk::testing::{Sandbox, json};
use playground::{Fault, Playground, Trouble, calm_and_hostile, rows, users_after, users_seen};

use super::PageNumbers;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<PageNumbers>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for (step, cursor) in (0..).zip(["2026-01-31T11:36:00Z", "2026-01-31T13:00:00Z", "2026-01-31T14:00:00Z"]) {
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("user"), rows(&["id"], users_seen(step)));
            assert_eq!(sandbox.state("user"), json!({ "cursor": cursor }));
            playground.control().advance(1);
        }
    });
}

#[test]
fn only_what_has_changed_is_asked_for() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (200, 4));
    playground.control().advance(1);
    // Three changed and two new users, and the one at the cursor once more.
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (6, 5));
    let pages: Vec<_> =
        playground.control().requests().iter().map(|asked| asked.param("page").unwrap().to_owned()).collect();
    assert_eq!(pages, ["1", "2", "3", "4", "1"]);
}

#[test]
fn rows_that_move_between_pages_are_not_lost() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    playground.control().misbehave(Fault::new("/pagination", Trouble::MoveRows { steps: 1 }).after(1));
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    // The one who was deleted before his page came was never read.
    assert_eq!(sandbox.rows("user"), rows(&["id"], users_after(1).0));
}

#[test]
fn a_row_that_does_not_fit_is_an_error() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    let (field, value) = ("updatedAt".to_owned(), json!(null));
    playground.control().misbehave(Fault::new("/pagination", Trouble::SetField { field, value }).after(2));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.table(), Some("user"));
    assert!(error.to_string().contains("updatedAt"), "{error}");
    // What came before it stays, and the next sync reads the rest.
    assert_eq!((sandbox.rows("user").len(), sandbox.sync().unwrap().rows), (100, 200));
    assert_eq!(sandbox.rows("user"), rows(&["id"], users_seen(0)));
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
