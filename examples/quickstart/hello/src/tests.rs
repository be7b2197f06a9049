use connector_sdk::testing::{Sandbox, json};

use super::hello;

#[test]
fn two_syncs_leave_one_row() {
    let mut sandbox = Sandbox::of::<hello>();
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        // Without a primary key a row is known by its values, and these are the same.
        assert_eq!(sandbox.rows("hello"), [json!({ "message": "hello, world!" })]);
    }
}
