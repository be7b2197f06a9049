//! Each company's departments have a cursor of their own, and no change is missed, whatever goes wrong.

use connector_sdk::testing::{Sandbox, json};
use playground::data::company;
use playground::{Playground, calm_and_hostile, rows};

use super::Cursors;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    Sandbox::of::<Cursors>().configure_from(configuration).set("base_url", playground.base_url())
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for (step, first, second) in [
            (0, "2026-01-30T16:00:00Z", "2026-01-29T16:00:00Z"),
            (1, "2026-01-31T12:45:00Z", "2026-01-29T16:00:00Z"),
            (2, "2026-01-31T12:45:00Z", "2026-01-31T13:45:00Z"),
            (3, "2026-01-31T12:45:00Z", "2026-01-31T14:45:00Z"),
        ] {
            sandbox.sync().unwrap();
            let departments = [1, 2].into_iter().flat_map(|company| company::departments(company, step));
            assert_eq!(sandbox.rows("company"), rows(&["company_id"], company::companies(step)));
            assert_eq!(sandbox.rows("department"), rows(&["department_id", "company_id"], departments));
            let state = json!({ "tables": { "department": { "parents": { "1": first, "2": second } } } });
            assert_eq!(json!(sandbox.saved_state())["tables"], state["tables"], "{step}");
            playground.control().advance(1);
        }
    });
}

#[test]
fn a_department_that_changes_under_an_unchanged_company_is_found() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    playground.control().advance(1);
    sandbox.sync().unwrap();
    playground.control().advance(1);
    assert_eq!(company::companies(1), company::companies(2));
    // Two companies; the department at the first one's cursor; the changed one and that at the cursor of the second.
    assert_eq!(sandbox.sync().unwrap().rows, 2 + 1 + 2);
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    sandbox.survives_every_interruption();
    sandbox.sync().unwrap();
    playground.control().advance(3);
    sandbox.survives_every_interruption();
}
