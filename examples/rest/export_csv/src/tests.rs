//! Cells keep their commas, quotes and line breaks; an empty one is null.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Manners, Playground};

use super::Export;

fn sandbox(playground: &Playground) -> Sandbox {
    Sandbox::of::<Export>().configure(json!({ "base_url": playground.url() }))
}

#[test]
fn all_users_are_read() {
    let mut sandbox = sandbox(&Playground::start());
    sandbox.sync().unwrap();
    let rows = sandbox.rows("user");
    assert_eq!(rows.len(), 200);
    assert_eq!(
        rows[3],
        json!({
            "id": "00000000-0000-4000-8000-000000000004",
            "name": "Dewi Silva",
            "email": "user4@example.com",
            "address": "4 Main Street\nRoom \"3\", Springfield",
            "company": "Company 3",
            "job": null,
            "created_at": "2025-12-23T19:00:00Z",
            "updated_at": "2025-12-23T19:21:00Z",
        })
    );
}

#[test]
fn a_server_that_refuses_at_first_is_asked_again() {
    let hostile = Playground::with(Manners::Bad);
    let mut sandbox = sandbox(&hostile);
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("user").len(), hostile.requests().len()), (200, 2));
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox(&Playground::start()).survives_every_crash();
}
