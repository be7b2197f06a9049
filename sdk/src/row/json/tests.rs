#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::*;

#[test]
fn the_five_rows_of_the_hashes_example_have_their_known_digests() {
    let at = "2007-12-03T10:15:30Z";
    let rows = [
        (
            json!({"first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "updated_at": at}),
            "9507eb591ddb60eb68452d06cf70696d8d5e8140",
        ),
        (
            json!({"first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "updated_at": "2008-02-13T03:30:50Z"}),
            "7d09ec9c2cfa02549a329a36fcd0221b1ea020ab",
        ),
        (
            json!({"first_name": "John", "last_name": "Doe", "email": null, "updated_at": "2008-02-13T03:30:50Z"}),
            "f01ca16d545bf1af5a8bbce87acc622101e1a992",
        ),
        (
            json!({"first_name": "Joe", "last_name": "Smith", "email": null, "updated_at": "2014-05-10T00:00:30Z"}),
            "a211fe507efd31c94e30e91fc8883b4a68605d3d",
        ),
        (
            json!({"first_name": "Jane", "last_name": "Dalton", "updated_at": null}),
            "aa1f248cbe6e71e1f36db2f09c5b68a2fbe3febb",
        ),
    ];
    for (row, digest) in rows {
        let hash: String = Sha1::digest(canonical_json(&row)).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, digest, "{row}");
    }
}

#[test]
fn canonical_json_escapes_and_sorts() {
    let value = json!({"ä": 1, "z": [], "a\"": {"b": "\n\t\u{1}\u{7f}\\", "a": "😀"}, "": [true, null, 1.5, -2]});
    assert_eq!(
        canonical_json(&value),
        r#"{"": [true, null, 1.5, -2], "a\"": {"a": "\ud83d\ude00", "b": "\n\t\u0001\u007f\\"}, "z": [], "\u00e4": 1}"#
    );
}

#[test]
fn values_are_shown_as_json() {
    let date = NaiveDate::from_ymd_opt(2007, 12, 3).unwrap();
    for (value, shown) in [
        (Value::Null, json!(null)),
        (Value::Boolean(true), json!(true)),
        (Value::Long(i64::MIN), json!(i64::MIN)),
        (Value::Decimal("105.30".parse().unwrap()), json!("105.30")),
        (Value::Float(10.4), json!(10.4)),
        (Value::Double(1e-4), json!(1e-4)),
        (Value::Double(f64::NAN), json!("NaN")),
        (Value::Float(f32::NEG_INFINITY), json!("-inf")),
        (Value::NaiveDate(date), json!("2007-12-03")),
        (Value::NaiveDateTime(date.and_hms_milli_opt(10, 15, 30, 120).unwrap()), json!("2007-12-03T10:15:30.120")),
        (Value::UtcDateTime(DateTime::from_timestamp(0, 1000).unwrap()), json!("1970-01-01T00:00:00.000001Z")),
        (Value::Binary(vec![0, 1, 2, 3]), json!("AAECAw==")),
        (Value::Xml("<a/>".into()), json!("<a/>")),
        (Value::String("{}".into()), json!("{}")),
        (Value::Json(r#"{"a": 10}"#.into()), json!({"a": 10})),
        (Value::Json("{not json".into()), json!("{not json")),
    ] {
        assert_eq!(value.to_json(), shown, "{value:?}");
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((any::<String>(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn canonical_json_is_ascii_and_the_same_json(value in any_json()) {
        let text = canonical_json(&value);
        prop_assert!(text.is_ascii());
        let back: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(canonical_json(&back), text);
        prop_assert_eq!(back, value);
    }
}
