use connector_sdk::testing::{Sandbox, json};

use super::simple_three_step_cursor;

#[test]
fn each_sync_brings_one_row_until_there_are_none() {
    let mut sandbox = Sandbox::of::<simple_three_step_cursor>();
    let expected = [
        json!({ "id": 10, "message": "Hello world" }),
        json!({ "id": 20, "message": "Hello again" }),
        json!({ "id": 30, "message": "Good bye" }),
    ];
    for synced in 1..=3 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(sandbox.rows("hello_world"), expected[..synced]);
        assert_eq!(sandbox.state("hello_world"), json!({ "cursor": synced }));
    }

    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.message(), "all 3 rows have been read");
    assert_eq!(sandbox.rows("hello_world"), expected);
    assert_eq!(sandbox.state("hello_world"), json!({ "cursor": 3 }));
}
