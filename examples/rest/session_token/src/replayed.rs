//! What the source answered once, without the source.
//!
//! Made anew by `CONNECTOR_SDK_RECORD=1 cargo test -p session_token`, with `cargo run -p playground` beside it.

use connector_sdk::testing::{Sandbox, json};

use super::SessionToken;

#[test]
fn a_recorded_login_and_its_answer_give_the_same_rows() {
    let sandbox = Sandbox::of::<SessionToken>().configure_from(include_str!("../configuration.json"));
    let mut sandbox = sandbox.replay("tests/recordings/users.json");
    sandbox.sync().unwrap();
    let rows = sandbox.rows("user");
    assert_eq!((rows.len(), &rows[19]["name"]), (20, &json!("Radia Smith-Jones")));
}

#[test]
fn the_recording_holds_no_secret() {
    let recording = include_str!("../tests/recordings/users.json");
    assert!(recording.contains(r#""request": "POST /auth/session_token/login""#));
    assert!(!recording.contains("swings"), "the password is in the recording");
}
