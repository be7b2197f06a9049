//! Every type, good and bad.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};

use super::Auth;
use crate::config::{Choice, ConfigField, FieldKind, FieldSpec, choose};
use crate::secret::Secret;

fn parse<T: ConfigField>(text: &str) -> Result<T, String> {
    T::parse(text)
}

fn read<T: ConfigField>(json: Json) -> Result<T, String> {
    T::from_json(&json)
}

fn refused<T: ConfigField>(text: &str) -> String {
    parse::<T>(text).err().unwrap_or_else(|| panic!("`{text}` was taken"))
}

#[test]
fn text_is_taken_as_it_is() {
    assert_eq!(parse::<String>(" a, b\n"), Ok(" a, b\n".to_owned()));
    assert_eq!(read::<String>(json!(12.5)), Ok("12.5".to_owned()));
    assert_eq!(read::<String>(json!(true)), Ok("true".to_owned()));
    assert_eq!(read::<String>(json!(["a"])), Err("must be text, not a JSON array".to_owned()));
    assert_eq!(parse::<PathBuf>("/srv/shop"), Ok(PathBuf::from("/srv/shop")));
}

#[test]
fn a_secret_is_taken_and_never_shown() {
    assert_eq!(parse::<Secret>("k9!").unwrap().expose(), "k9!");
    assert_eq!(read::<Secret>(json!(4711)).unwrap().expose(), "4711");
    assert_eq!(read::<Secret>(json!({ "k": "k9!" })).unwrap_err(), "must be a secret, not a JSON object");
    assert_eq!(read::<Vec<Secret>>(json!({ "k": "k9!" })).unwrap_err().find("k9!"), None);
    assert_eq!(refused::<Vec<Secret>>("[\"k9!\"").find("k9!"), None);
    assert_eq!(refused::<BTreeMap<String, Secret>>("k9!").find("k9!"), None);
    assert_eq!(refused::<BTreeMap<String, Secret>>("\"k9!\"").find("k9!"), None);
    assert_eq!(
        refused::<BTreeMap<String, Secret>>("{\"a\": [\"k9!\"]}"),
        "has an entry `a` that must be a secret, not a JSON array"
    );
}

#[test]
fn booleans_have_many_words() {
    for word in ["true", "True", "YES", "1", "on", " true "] {
        assert_eq!(parse::<bool>(word), Ok(true), "{word}");
    }
    for word in ["false", "no", "0", "Off"] {
        assert_eq!(parse::<bool>(word), Ok(false), "{word}");
    }
    assert_eq!(read::<bool>(json!(false)), Ok(false));
    assert_eq!(read::<bool>(json!(1)), Ok(true));
    assert_eq!(refused::<bool>(""), "must be `true` or `false`, not empty");
    assert_eq!(refused::<bool>("maybe"), "must be `true` or `false`, not `maybe`");
}

#[test]
fn whole_numbers_have_a_range() {
    assert_eq!(parse::<u32>(" 12345 "), Ok(12345));
    assert_eq!(parse::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read::<u64>(json!(u64::MAX)), Ok(u64::MAX));
    assert_eq!(refused::<u32>("abc"), "must be a whole number from 0 to 4294967295, not `abc`");
    assert_eq!(refused::<i8>("128"), "must be a whole number from -128 to 127, not `128`");
    assert_eq!(refused::<u8>("-1"), "must be a whole number from 0 to 255, not `-1`");
    assert_eq!(refused::<i16>("1.0"), "must be a whole number from -32768 to 32767, not `1.0`");
    assert_eq!(read::<u8>(json!(2.5)).unwrap_err(), "must be a whole number from 0 to 255, not `2.5`");
    assert_eq!(read::<u8>(json!([2])).unwrap_err(), "must be a whole number, not a JSON array");
    assert_eq!(read::<u8>(json!(null)).unwrap_err(), "must be a whole number, not null");
}

#[test]
fn numbers_are_finite() {
    assert_eq!(parse::<f64>("-2.5e3"), Ok(-2500.0));
    assert_eq!(read::<f32>(json!(0.1)), Ok(0.1));
    assert_eq!(refused::<f64>("NaN"), "must be a number, not `NaN`");
    assert_eq!(refused::<f32>("1e39"), "must be a number, not `1e39`");
    assert_eq!(refused::<f64>("1,5"), "must be a number, not `1,5`");
}

#[test]
fn days_and_instants() {
    assert_eq!(parse::<NaiveDate>("2026-01-31"), Ok(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap()));
    assert_eq!(refused::<NaiveDate>("2026-02-31"), "must be a date such as `2026-01-31`, not `2026-02-31`");
    let instant = parse::<DateTime<Utc>>("2026-01-31T13:00:00.25+01:00").unwrap();
    assert_eq!(instant.to_rfc3339(), "2026-01-31T12:00:00.250+00:00");
    assert_eq!(
        refused::<DateTime<Utc>>("2026-01-31T12:00:00"),
        "must be an instant such as `2026-01-31T12:00:00Z`, not `2026-01-31T12:00:00`"
    );
}

#[test]
fn a_choice_is_one_of_its_values() {
    assert_eq!(parse::<Auth>("basic"), Ok(Auth::Basic));
    assert_eq!(parse::<Auth>(" Bearer-Token "), Ok(Auth::BearerToken));
    assert_eq!(refused::<Auth>("bassic"), "must be `basic` or `bearer_token`, not `bassic`; did you mean `basic`?");
    assert_eq!(refused::<Auth>("oauth"), "must be `basic` or `bearer_token`, not `oauth`");
    assert_eq!(refused::<Auth>(""), "must be `basic` or `bearer_token`, not empty");
}

#[test]
fn punctuation_tells_choices_apart() {
    /// API versions, which differ in a point only.
    #[derive(Debug, PartialEq)]
    struct Version(usize);

    impl ConfigField for Version {
        fn kind() -> FieldKind {
            FieldKind::Choice(vec![Choice::new("1.0"), Choice::new("10")])
        }

        fn parse(text: &str) -> Result<Self, String> {
            choose(text, [Version(0), Version(1)])
        }
    }
    assert_eq!((parse("1.0"), parse("10")), (Ok(Version(0)), Ok(Version(1))));
    assert!(parse::<Version>("1_0").is_err());
}

#[test]
fn a_value_that_could_be_two_choices_is_neither() {
    #[derive(Debug, PartialEq)]
    struct Unit(usize);

    impl ConfigField for Unit {
        fn kind() -> FieldKind {
            FieldKind::Choice(vec![Choice::new("mb"), Choice::new("Mb")])
        }

        fn parse(text: &str) -> Result<Self, String> {
            choose(text, [Unit(0), Unit(1)])
        }
    }
    assert_eq!((parse("mb"), parse("Mb")), (Ok(Unit(0)), Ok(Unit(1))));
    assert!(parse::<Unit>("MB").is_err());
}

#[test]
fn an_option_may_be_empty() {
    assert_eq!(parse::<Option<u8>>(""), Ok(None));
    assert_eq!(parse::<Option<u8>>(" "), Ok(None));
    assert_eq!(parse::<Option<String>>(" "), Ok(Some(" ".to_owned())));
    assert_eq!(read::<Option<String>>(json!("")), Ok(None));
    assert_eq!(read::<Option<u8>>(json!(null)), Ok(None));
    assert_eq!(read::<Option<u8>>(json!("7")), Ok(Some(7)));
    assert_eq!(refused::<Option<u8>>("x"), "must be a whole number from 0 to 255, not `x`");
    const { assert!(!Option::<u8>::REQUIRED && u8::REQUIRED) };
}

#[test]
fn lists_come_in_three_forms() {
    let regions = || Ok(vec!["us-east-1".to_owned(), "us-east-4".to_owned(), "us-central-1".to_owned()]);
    assert_eq!(parse::<Vec<String>>("us-east-1,us-east-4 , us-central-1,"), regions());
    assert_eq!(parse::<Vec<String>>(r#" ["us-east-1", "us-east-4", "us-central-1"]"#), regions());
    assert_eq!(read::<Vec<String>>(json!(["us-east-1", "us-east-4", "us-central-1"])), regions());
    assert_eq!(parse::<Vec<u8>>(""), Ok(vec![]));
    assert_eq!(parse::<Vec<u8>>("[]"), Ok(vec![]));
    assert_eq!(read::<Vec<u8>>(json!([1, "2"])), Ok(vec![1, 2]));
    assert_eq!(read::<Vec<u8>>(json!(5)), Ok(vec![5]));
    assert_eq!(read::<Vec<Option<u8>>>(json!([1, null])), Ok(vec![Some(1), None]));
    assert_eq!(refused::<Vec<u8>>("1, x"), "has a value 2 that must be a whole number from 0 to 255, not `x`");
    assert_eq!(refused::<Vec<u8>>("[1, 300]"), "has a value 2 that must be a whole number from 0 to 255, not `300`");
    assert_eq!(
        refused::<Vec<u8>>("[1, 2"),
        "must be a list, with commas between its values or as a JSON array: EOF while parsing a list at line 1 column 5"
    );
    assert!(read::<Vec<u8>>(json!({ "a": 1 })).unwrap_err().ends_with(", not a JSON object"));
}

#[test]
fn maps_are_json_objects() {
    let quotas = || Ok(BTreeMap::from([("eu".to_owned(), 5u8), ("us".to_owned(), 7)]));
    assert_eq!(parse(r#"{"us": 7, "eu": "5"}"#), quotas());
    assert_eq!(read(json!({ "us": 7, "eu": 5 })), quotas());
    assert_eq!(
        refused::<BTreeMap<String, u8>>(r#"{"us": "x"}"#),
        "has an entry `us` that must be a whole number from 0 to 255, not `x`"
    );
    assert_eq!(refused::<BTreeMap<String, u8>>("[1]"), "must be a JSON object such as `{\"name\": …}`");
    assert!(refused::<BTreeMap<String, u8>>("us=7").ends_with(": expected value at line 1 column 1"));
    assert!(read::<BTreeMap<String, u8>>(json!([1])).unwrap_err().ends_with(", not a JSON array"));
}

#[test]
fn json_is_any_json() {
    let currencies = json!([{ "From": "USD", "To": "EUR" }, { "From": "USD", "To": "GBP" }]);
    assert_eq!(parse::<Json>(&currencies.to_string()), Ok(currencies.clone()));
    assert_eq!(read::<Json>(currencies.clone()), Ok(currencies));
    assert_eq!(refused::<Json>("{"), "must be JSON, not `{`: EOF while parsing an object at line 1 column 1");
}

#[test]
fn a_long_or_broken_value_is_shown_short_and_on_one_line() {
    let shown = refused::<bool>(&format!("a\nb{}", "x".repeat(100)));
    assert_eq!(shown, format!("must be `true` or `false`, not `a b{}…`", "x".repeat(57)));
}

#[test]
fn a_specification_knows_kind_need_and_what_fits() {
    let spec = FieldSpec::of::<Option<Vec<Secret>>>("api_keys");
    assert_eq!(spec.kind, FieldKind::List(Box::new(FieldKind::Secret)));
    assert!(spec.kind.is_secret() && !spec.required);
    assert_eq!(spec.label, "Api keys");
    let spec = FieldSpec::of::<u8>("n");
    assert!(spec.required && !spec.clone().default("1").required);
    assert_eq!(spec.check("7"), Ok(()));
    assert_eq!(spec.check("700").unwrap_err(), "must be a whole number from 0 to 255, not `700`");
    assert_eq!(spec, FieldSpec::of::<u8>("n"));
    assert_ne!(spec, FieldSpec::of::<u8>("m"));
}
