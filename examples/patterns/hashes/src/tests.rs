use connector_sdk::prelude::serde_json::Value;
use connector_sdk::testing::{Sandbox, json};

use super::{hash, hashes};

#[test]
fn the_same_records_have_the_same_keys() {
    let mut sandbox = Sandbox::of::<hashes>();
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        let mut expected = [
            user(
                "9507eb591ddb60eb68452d06cf70696d8d5e8140",
                ["John", "Doe"],
                json!(["john.doe@example.com", "2007-12-03T10:15:30Z"]),
            ),
            user(
                "7d09ec9c2cfa02549a329a36fcd0221b1ea020ab",
                ["John", "Doe"],
                json!(["john.doe@example.com", "2008-02-13T03:30:50Z"]),
            ),
            user("f01ca16d545bf1af5a8bbce87acc622101e1a992", ["John", "Doe"], json!([null, "2008-02-13T03:30:50Z"])),
            user("a211fe507efd31c94e30e91fc8883b4a68605d3d", ["Joe", "Smith"], json!([null, "2014-05-10T00:00:30Z"])),
            user("aa1f248cbe6e71e1f36db2f09c5b68a2fbe3febb", ["Jane", "Dalton"], json!([null, null])),
        ];
        expected.sort_by_key(|row| row["hash_id"].to_string());
        assert_eq!(sandbox.rows("user"), expected);
    }
}

fn user(hash_id: &str, [first_name, last_name]: [&str; 2], rest: Value) -> Value {
    json!({
        "hash_id": hash_id,
        "first_name": first_name,
        "last_name": last_name,
        "email": rest[0],
        "updated_at": rest[1],
    })
}

#[test]
fn only_the_content_counts() {
    let record = json!({ "a": 1, "b": null });
    assert_eq!(hash(&record), hash(&json!({ "b": null, "a": 1 })));
    assert_ne!(hash(&record), hash(&json!({ "a": 1 })));
    assert_ne!(hash(&record), hash(&json!({ "a": 2, "b": null })));
}
