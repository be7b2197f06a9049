use connector_sdk::ErrorKind;
use connector_sdk::prelude::serde_json::Value;
use connector_sdk::testing::{Sandbox, json};

use super::large_data_set_without_pagination;

/// What the table holds after so many measurements.
fn expected(rows: u32) -> Vec<Value> {
    (1..=rows).map(|id| json!({ "id": id, "celsius": f64::from(id % 400) / 10.0 })).collect()
}

#[test]
fn every_row_comes_once_and_later_syncs_bring_what_was_added() {
    let mut sandbox = Sandbox::of::<large_data_set_without_pagination>();
    // Rows of each sync, and its checkpoints with the one at the end.
    for (total, new, checkpoints) in [(2_500, 2_500, 3), (2_500, 0, 1), (4_200, 1_700, 3)] {
        sandbox = sandbox.configure(json!({ "rows": total }));
        sandbox.survives_every_interruption();
        let synced = sandbox.sync().unwrap();
        assert_eq!((synced.rows, synced.checkpoints), (new, checkpoints), "{total} rows");
        assert_eq!(sandbox.rows("measurement"), expected(total));
        assert_eq!(sandbox.state("measurement"), json!({ "offset": total }));
    }
}

#[test]
fn without_a_configuration_the_source_is_large() {
    let mut sandbox = Sandbox::of::<large_data_set_without_pagination>();
    assert_eq!(sandbox.sync().unwrap().rows, 100_000);
}

#[test]
fn a_count_that_is_none_is_refused() {
    let mut sandbox = Sandbox::of::<large_data_set_without_pagination>().configure(json!({ "rows": "many" }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.message().contains("`rows` must be a whole number"), "{error}");
}
