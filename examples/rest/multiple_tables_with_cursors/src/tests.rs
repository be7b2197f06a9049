//! Each company's departments have a cursor of their own.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Manners, Playground};

use super::Cursors;

fn sandbox(playground: &Playground) -> Sandbox {
    Sandbox::of::<Cursors>().configure(json!({ "base_url": playground.url() }))
}

#[test]
fn parents_and_children_are_read() {
    let playground = Playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.sync().unwrap().rows, 2 + 8);
    assert_eq!(sandbox.rows("company").len(), 2);
    let departments = sandbox.rows("department");
    assert_eq!(departments.len(), 8);
    assert_eq!(departments[7]["company_id"], 2);
    let cursors = json!({ "parents": { "1": "2025-12-02T04:00:00Z", "2": "2025-12-03T04:00:00Z" } });
    assert_eq!((sandbox.state("company"), sandbox.state("department")), (json!(null), cursors));
}

#[test]
fn a_department_that_changes_under_an_unchanged_company_is_found() {
    let playground = Playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    playground.change_department(2);
    // Two companies, the changed department, and the row at each company's cursor again.
    assert_eq!(sandbox.sync().unwrap().rows, 2 + 1 + 2);
    assert_eq!(sandbox.rows("department")[1]["updated_at"], "2025-12-03T04:01:00Z");
    assert_eq!(sandbox.state("department")["parents"]["1"], "2025-12-03T04:01:00Z");
    let mut since: Vec<_> =
        playground.requests().into_iter().filter(|request| request.contains("updated_since")).collect();
    // Both companies are asked at the same time.
    since.sort();
    assert_eq!(
        since,
        [
            "GET /cursors/1/departments?order_by=updatedAt&updated_since=2025-12-02T04%3A00%3A00Z",
            "GET /cursors/2/departments?order_by=updatedAt&updated_since=2025-12-03T04%3A00%3A00Z",
        ]
    );
}

#[test]
fn a_hostile_server_changes_nothing() {
    let mut expected = sandbox(&Playground::start());
    expected.sync().unwrap();
    let mut sandbox = sandbox(&Playground::with(Manners::Bad));
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("department"), expected.rows("department"));
    assert_eq!(sandbox.saved_state(), expected.saved_state());
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox(&Playground::start()).survives_every_crash();
}
