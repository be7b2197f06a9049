//! The rows of the source after each sync, whatever goes wrong; a scroll that broke off is finished by the next sync.

use connector_sdk::testing::{Sandbox, json};
use playground::{Fault, Playground, RetryAfter, Trouble, calm_and_hostile, rows, users, users_seen};

use super::Scrolled;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Scrolled>().configure_from(configuration).set("base_url", playground.base_url())
}

/// Lets a sync fail after two pages.
fn break_off(playground: &Playground, sandbox: &mut Sandbox) {
    let refused = Trouble::ServerError { status: 400, retry_after: RetryAfter::Silent };
    playground.control().misbehave(Fault::new("/pagination/scroll", refused).after(2));
    assert!(sandbox.sync().is_err());
    assert_eq!(sandbox.rows("user").len(), 100);
    assert!(sandbox.state("user")["position"].is_string());
    playground.control().forget_requests();
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for step in 0..3 {
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("user"), rows(&["id"], users_seen(step)));
            assert_eq!(sandbox.state("user"), json!({}));
            playground.control().advance(1);
        }
    });
}

#[test]
fn a_scroll_that_broke_off_is_finished() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    break_off(&playground, &mut sandbox);
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (100, 2));
    assert_eq!((sandbox.rows("user"), sandbox.state("user")), (rows(&["id"], users()), json!({})));
}

#[test]
fn a_scroll_that_has_expired_begins_anew() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    break_off(&playground, &mut sandbox);
    playground.control().expire_scrolls();
    assert_eq!((sandbox.sync().unwrap().rows, playground.control().requests().len()), (200, 5));
    assert_eq!((sandbox.rows("user"), sandbox.state("user")), (rows(&["id"], users()), json!({})));
}

#[test]
fn a_token_that_leads_back_is_an_error() {
    let playground = playground::start();
    playground.control().misbehave(Fault::new("/pagination/scroll", Trouble::RepeatToken { period: 2 }).always());
    let error = sandbox(&playground).sync().unwrap_err();
    assert_eq!((error.table(), playground.control().requests().len()), (Some("user"), 3), "{error}");
}

#[test]
fn rows_that_move_between_pages_are_not_lost() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    playground.control().misbehave(Fault::new("/pagination", Trouble::MoveRows { steps: 1 }).after(1));
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("user"), rows(&["id"], users_seen(1)));
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.survives_every_interruption();
    break_off(&playground, &mut sandbox);
    sandbox.survives_every_interruption();
}
