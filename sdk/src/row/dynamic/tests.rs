#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;
use crate::row::Decimal;

#[test]
fn a_name_set_twice_keeps_its_place_and_takes_the_new_value() {
    let row = Row::new().set("a", 1_i32).set("b", 2_i32).set("a", "x");
    let cells: Vec<_> = row.iter().map(|(name, value)| (name.as_ref(), value.clone())).collect();
    assert_eq!(cells, [("a", Value::String("x".into())), ("b", Value::Int(2))]);
    assert_eq!(row.len(), 2);
    let mut row = row;
    assert_eq!(row.insert("b", Value::Null), Some(Value::Int(2)));
    assert_eq!(row.remove("b"), Some(Value::Null));
    assert_eq!(row.remove("b"), None);
    assert_eq!(row.get("b"), None);
}

#[test]
fn json_becomes_cells() {
    let row = Row::try_from(json!({
        "null": null, "bool": true, "small": 7, "negative": -7, "long": i64::MIN, "huge": u64::MAX,
        "float": 0.1, "whole_float": 42.0, "text": "2007-12-03", "list": [1, {"a": "é"}], "object": {}
    }))
    .unwrap();
    for (name, value) in [
        ("null", Value::Null),
        ("bool", Value::Boolean(true)),
        ("small", Value::Long(7)),
        ("negative", Value::Long(-7)),
        ("long", Value::Long(i64::MIN)),
        ("huge", Value::Decimal(Decimal::from(u64::MAX))),
        ("float", Value::Double(0.1)),
        ("whole_float", Value::Double(42.0)),
        ("text", Value::String("2007-12-03".into())),
        ("list", Value::Json(r#"[1,{"a":"é"}]"#.into())),
        ("object", Value::Json("{}".into())),
    ] {
        assert_eq!(row.get(name), Some(&value), "{name}");
    }
    assert_eq!(row.len(), 11);
    for value in [json!([]), json!("x"), json!(null)] {
        assert!(Row::try_from(value).is_err());
    }
}

#[test]
fn rust_values_become_cells() {
    let long: Value = u64::try_from(i64::MAX).unwrap().into();
    assert_eq!(long, Value::Long(i64::MAX));
    let beyond: Value = (u64::try_from(i64::MAX).unwrap() + 1).into();
    assert_eq!(beyond, Value::Decimal("9223372036854775808".parse().unwrap()));
    let time = chrono::NaiveTime::from_hms_milli_opt(10, 15, 30, 120).unwrap();
    assert_eq!(Value::from(time), Value::String("10:15:30.120".into()));
    assert_eq!(Value::from(Some("x")), Value::String("x".into()));
    assert_eq!(Value::from(vec![1_u8]), Value::Binary(vec![1]));
    let row: Row = [("a", 1_i64), ("b", 2), ("a", 3)].into_iter().collect();
    assert_eq!(row, crate::row! { "a": 3_i64, "b": 2_i64, });
    assert!(crate::row! {}.is_empty());
}
