//! Whatever a field can hold comes back from its text, and from the JSON that a form writes for that text.

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde_json::Value as Json;

use crate::config::ConfigField;
use crate::config::text::{text_of, typed};

fn comes_back<T: ConfigField + PartialEq + Debug>(value: T, json: impl Into<Json>) -> Result<(), TestCaseError> {
    let text = text_of(&json.into());
    let value = Ok(value);
    prop_assert_eq!(&T::parse(&text), &value, "from the text `{}`", text);
    let written = typed(&T::kind(), &text);
    prop_assert_eq!(&T::from_json(&written), &value, "from the JSON {}", written);
    Ok(())
}

/// Texts in which the letters that mean something in a list are frequent.
fn tricky() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), r#"[ab,\[\]"{} 1-]{0,6}"#]
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        tricky().prop_map(Json::from)
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map(tricky(), inner, 0..4).prop_map(|map| map.into_iter().collect::<Json>()),
        ]
    })
}

proptest! {
    #[test]
    fn whole_numbers(a: i8, b: i64, c: u64, d: u16) {
        comes_back(a, a)?;
        comes_back(b, b)?;
        comes_back(c, c)?;
        comes_back(d, d)?;
    }

    #[test]
    fn numbers(a in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO, b in prop::num::f32::NORMAL) {
        comes_back(a, a)?;
        comes_back(b, b)?;
    }

    #[test]
    fn texts(text in tricky(), flag: bool) {
        comes_back(text.clone(), text.clone())?;
        comes_back(flag, flag)?;
        comes_back(Some(text.clone()).filter(|text| !text.is_empty()), text)?;
    }

    #[test]
    fn lists_of_texts(list in prop::collection::vec(tricky(), 0..5)) {
        comes_back(list.clone(), list)?;
    }

    #[test]
    fn lists_of_numbers_and_flags(numbers: Vec<i32>, flags: Vec<bool>) {
        comes_back(numbers.clone(), numbers)?;
        comes_back(flags.clone(), flags)?;
    }

    #[test]
    fn lists_of_lists(lists in prop::collection::vec(prop::collection::vec(tricky(), 0..4), 0..4)) {
        comes_back(lists.clone(), lists)?;
    }

    #[test]
    fn maps(texts in prop::collection::btree_map(tricky(), tricky(), 0..5), numbers: BTreeMap<String, u64>) {
        comes_back(texts.clone(), texts.into_iter().collect::<Json>())?;
        comes_back(numbers.clone(), numbers.into_iter().collect::<Json>())?;
    }

    #[test]
    fn json_written_as_text(json in any_json()) {
        let text = json.to_string();
        let json = Ok(json);
        prop_assert_eq!(&Json::parse(&text), &json);
        prop_assert_eq!(&Json::from_json(&typed(&Json::kind(), &text)), &json);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in tricky()) {
        for kind in [Vec::<Json>::kind(), BTreeMap::<String, Json>::kind(), Json::kind(), f64::kind(), super::Auth::kind()] {
            typed(&kind, &text);
        }
        let _ = (Vec::<u8>::parse(&text), BTreeMap::<String, u8>::parse(&text), super::Auth::parse(&text));
    }
}
