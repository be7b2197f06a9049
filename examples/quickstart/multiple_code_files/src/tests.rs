use connector_sdk::testing::{Sandbox, json};

use super::{multiple_code_files, timestamp};

#[test]
fn both_formats_become_instants() {
    let mut sandbox = Sandbox::of::<multiple_code_files>();
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(
            sandbox.rows("event"),
            [
                json!({ "name": "Event1", "timestamp": "2024-09-24T14:30:45Z" }),
                json!({ "name": "Event2", "timestamp": "2024-09-24T10:30:45Z" }),
            ]
        );
    }
}

#[test]
fn another_format_is_refused_by_its_value() {
    for text in ["24.09.2024 14:30", "2024-02-30 00:00:00", ""] {
        let error = timestamp::parse(text).unwrap_err();
        assert!(error.message().starts_with(&format!("`{text}` is no time")), "{error}");
    }
}
