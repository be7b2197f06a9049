//! All users, however the server behaves, and after that only what has changed.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Manners, Playground};

use super::NextPageUrl;

fn sandbox(playground: &Playground) -> Sandbox {
    Sandbox::of::<NextPageUrl>().configure(json!({ "base_url": playground.url() }))
}

#[test]
fn all_users_are_read_in_as_few_requests_as_there_are_pages() {
    let playground = Playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.sync().unwrap().rows, 200);
    assert_eq!(sandbox.rows("user").len(), 200);
    let requests = playground.requests();
    assert_eq!(requests.len(), 4, "{requests:?}");
    assert_eq!(requests[3], "GET /pagination/next_page_url?order_by=updatedAt&order_type=asc&per_page=50&page=4");
}

#[test]
fn the_next_sync_reads_what_has_changed() {
    let playground = Playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    // The source sends the row at the cursor again, which changes nothing.
    assert_eq!(sandbox.sync().unwrap().rows, 1);
    playground.change_user(7);
    assert_eq!(sandbox.sync().unwrap().rows, 2);
    let rows = sandbox.rows("user");
    assert_eq!((rows.len(), &rows[7]["name"]), (200, &json!("Hiro Lovelace II")));
}

#[test]
fn a_hostile_server_changes_nothing() {
    let calm = Playground::start();
    let mut expected = sandbox(&calm);
    expected.sync().unwrap();
    let hostile = Playground::with(Manners::Bad);
    let mut sandbox = sandbox(&hostile);
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("user"), expected.rows("user"));
    assert_eq!(sandbox.state("user"), expected.state("user"));
    assert!(hostile.requests().len() > 4);
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox(&Playground::start()).survives_every_crash();
}
