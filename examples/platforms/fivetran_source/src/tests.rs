//! What the local warehouse holds after a sync, and that Fivetran gets the same.

use connector_sdk::ErrorKind;
use connector_sdk::prelude::serde_json::Value;
use connector_sdk::testing::{Sandbox, json};

use super::FivetranSource;

fn configured(configuration: Value) -> Sandbox {
    Sandbox::of::<FivetranSource>().configure(configuration)
}

fn sandbox() -> Sandbox {
    configured(json!({ "shop": "example-shop", "api_key": "key-of-the-test" }))
}

#[test]
fn orders_and_lines_arrive_and_the_next_sync_goes_on() {
    let mut sandbox = sandbox();
    sandbox.sync().unwrap();
    // 25 of the 250 orders are tests.
    assert_eq!(sandbox.rows("order").len(), 225);
    assert_eq!(
        sandbox.rows("order")[0],
        json!({
            "id": 1, "customer": "customer 1", "total": "20.90", "is_test": false, "placed_at": "2026-01-01T06:00:00Z",
        })
    );
    assert_eq!(sandbox.rows("order_line")[1], json!({ "order_id": 1, "line": 1, "product": "cup", "pieces": 3 }));
    assert_eq!(sandbox.state("order"), json!({ "last_id": 250 }));
    assert_eq!(sandbox.sync().unwrap().rows, 0);
}

#[test]
fn the_fields_choose_the_orders() {
    let with = |fields: Value| {
        let mut configuration = json!({ "shop": "example-shop", "api_key": "key-of-the-test" });
        configuration.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let mut sandbox = configured(configuration);
        sandbox.sync().unwrap();
        sandbox.rows("order").len()
    };
    assert_eq!(with(json!({ "test_orders": true })), 250);
    // Four a day, from the fourth of the first day on.
    assert_eq!(with(json!({ "test_orders": true, "history": "since", "first_day": "2026-02-01" })), 250 - 123);
    assert_eq!(with(json!({ "history": "all", "first_day": "2026-02-01" })), 225);
}

#[test]
fn a_key_that_is_refused_is_said_with_the_next_step() {
    let mut sandbox = configured(json!({ "shop": "example-shop", "api_key": "wrong-one" }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.step(), Some("make a new key in the shop under Settings, API, and enter it"));
}

#[test]
fn nothing_that_breaks_a_sync_off_loses_or_doubles_a_row() {
    sandbox().survives_every_interruption();
}

#[test]
fn fivetran_gets_the_rows_of_the_local_warehouse_wherever_the_stream_is_cut() {
    assert!(sandbox().survives_every_cut_on_fivetran() >= 6);
}

#[test]
fn the_package_is_what_the_pipeline_builds() {
    assert_eq!(env!("CARGO_PKG_NAME"), "fivetran_source");
    // Exactly one executable: no library, and no other program, beside `main.rs`.
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for other in ["src/lib.rs", "src/bin", "examples", "build.rs"] {
        assert!(!package.join(other).exists(), "{other}");
    }
}
