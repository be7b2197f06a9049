use connector_sdk::testing::{Sandbox, json};

use super::records_with_no_created_at_timestamp;

#[test]
fn each_version_keeps_the_time_at_which_it_was_seen_first() {
    let manager = json!({
        "id": 123, "updated_at": "2007-12-03T10:15:30Z", "first_name": "John", "last_name": "Doe",
        "designation": "Manager", "observed_at": "2008-01-01T00:00:00Z",
    });
    let senior_manager = json!({
        "id": 123, "updated_at": "2008-01-04T23:44:21Z", "first_name": "John", "last_name": "Doe",
        "designation": "Senior Manager", "observed_at": "2008-12-01T00:00:00Z",
    });
    let vp = json!({
        "id": 456, "updated_at": "2008-11-12T00:00:20Z", "first_name": "Jane", "last_name": "Dalton",
        "designation": "VP", "observed_at": "2008-12-01T00:00:00Z",
    });
    let mut sandbox = Sandbox::of::<records_with_no_created_at_timestamp>();
    let mut sync = |time: &str| {
        sandbox.clock().set(time);
        sandbox.survives_every_interruption();
        let written = sandbox.sync().unwrap().rows;
        (written, sandbox.rows("user"), sandbox.state("user"))
    };

    let state = json!({ "seen": { "123": "2007-12-03T10:15:30Z" } });
    assert_eq!(sync("2008-01-01T00:00:00Z"), (1, vec![manager.clone()], state));

    let state = json!({ "seen": { "123": "2008-01-04T23:44:21Z", "456": "2008-11-12T00:00:20Z" } });
    let rows = vec![manager, senior_manager, vp];
    assert_eq!(sync("2008-12-01T00:00:00Z"), (2, rows.clone(), state.clone()));
    // The same versions again, much later: nothing is written.
    assert_eq!(sync("2009-12-01T00:00:00Z"), (0, rows, state));
}
