use connector_sdk::prelude::serde_json::{self, Value};
use connector_sdk::testing::{Sandbox, json};
use connector_sdk::{Error, ErrorKind};

use super::configuration;

fn configured(json: Value) -> Sandbox {
    Sandbox::of::<configuration>().configure(json)
}

#[test]
fn the_key_opens_the_message() {
    let mut sandbox = configured(serde_json::from_str(include_str!("../configuration.json")).unwrap());
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(sandbox.rows("message"), [json!({ "msg": "This row could only be written with the right key." })]);
    }
}

fn error_of(json: Value) -> Error {
    let mut sandbox = configured(json);
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(sandbox.rows("message").is_empty());
    error
}

#[test]
fn a_missing_key_is_named_with_the_fields_own_words() {
    let error = error_of(json!({}));
    let expected = "`my_key` is missing: The Fernet key of the message: 32 bytes in URL-safe base64.";
    assert!(error.message().contains(expected), "{error}");
}

#[test]
fn a_wrong_key_is_not_shown() {
    let other = "EqA3E6PHzpxy73ck5MZdv8OjljlK3g3_UnbgHeq8x1Y=";
    let error = error_of(json!({ "my_key": other }));
    assert_eq!(error.message(), "`my_key` is a key, but not the one of this message");

    let error = error_of(json!({ "my_key": "opensesame" }));
    assert_eq!(error.message(), "`my_key` must be 32 bytes in URL-safe base64");
}
