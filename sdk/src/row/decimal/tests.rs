#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn texts_keep_their_zeros() {
    for (text, shown, precision, scale) in [
        ("0", "0", 1, 0),
        ("-0", "0", 1, 0),
        ("-0.00", "0.00", 2, 2),
        ("000", "0", 1, 0),
        ("007", "7", 1, 0),
        ("+5", "5", 1, 0),
        (".5", "0.5", 1, 1),
        ("5.", "5", 1, 0),
        ("-.05", "-0.05", 2, 2),
        ("1.50", "1.50", 3, 2),
        ("105.30", "105.30", 5, 2),
        ("1e3", "1000", 4, 0),
        ("1E+3", "1000", 4, 0),
        ("1.50e1", "15.0", 3, 1),
        ("1.5e-3", "0.0015", 4, 4),
        ("-12.5e0", "-12.5", 3, 1),
        ("0e-50", "0", 1, 0),
        ("0e99999999999999999999", "0", 1, 0),
        ("0e-99999999999999999999", "0", 1, 0),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999", 38, 0),
        ("-9.9999999999999999999999999999999999999", "-9.9999999999999999999999999999999999999", 38, 37),
        ("0.0000000000000000000000000000000000001", "0.0000000000000000000000000000000000001", 37, 37),
        ("1e37", "10000000000000000000000000000000000000", 38, 0),
        ("1e-37", "0.0000000000000000000000000000000000001", 37, 37),
        ("100000000000000000000000000000000000000e-38", "1", 1, 0),
        ("0.1e38", "10000000000000000000000000000000000000", 38, 0),
    ] {
        let number = dec(text);
        assert_eq!(number.to_string(), shown, "{text}");
        assert_eq!((number.precision(), number.scale()), (precision, scale), "{text}");
    }
}

#[test]
fn a_long_tail_of_zeros_costs_no_room() {
    let tail = "0".repeat(5000);
    assert_eq!(dec(&format!("1.5{tail}")).to_string(), "1.5");
    assert_eq!(dec(&format!("{tail}42")).to_string(), "42");
    assert_eq!(dec(&format!("7{tail}e-5000")).to_string(), "7");
    assert_eq!(dec(&format!("0.{tail}7e5001")).to_string(), "7");
    assert_eq!(dec(&format!("0.{tail}")).to_string(), "0");
    assert!(format!("7{tail}").parse::<Decimal>().is_err());
}

#[test]
fn what_is_no_number() {
    for text in [
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e+-5", "1e5.0", "1.2.3", "--1", "+-1", "1-", " 1", "1 ", "1_000",
        "1,5", "0x10", "NaN", "inf", "١", "1e١", "½", "1e5e5", "\u{0}1",
    ] {
        assert_eq!(text.parse::<Decimal>(), Err(ParseDecimalError::NotANumber), "{text:?}");
    }
    // A wrong character counts even after too many digits.
    assert_eq!(format!("{}x", "9".repeat(60)).parse::<Decimal>(), Err(ParseDecimalError::NotANumber));
}

#[test]
fn what_is_too_long() {
    for text in [
        "100000000000000000000000000000000000000",
        "-100000000000000000000000000000000000000",
        "170141183460469231731687303715884105727",
        "170141183460469231731687303715884105728",
        "340282366920938463463374607431768211456",
        "1e38",
        "1e-38",
        "1e999999999999999999",
        "1e-999999999999999999",
        "1.00000000000000000000000000000000000001",
        "99999999999999999999999999999999999999e1",
        "99999999999999999999999999999999999999.5",
    ] {
        assert_eq!(text.parse::<Decimal>(), Err(ParseDecimalError::TooLong), "{text}");
    }
    assert!(Decimal::new(LARGEST, 37).is_some());
    assert!(Decimal::new(LARGEST + 1, 0).is_none());
    assert!(Decimal::new(-LARGEST - 1, 0).is_none());
    assert!(Decimal::new(i128::MIN, 0).is_none());
    assert!(Decimal::new(1, 38).is_none());
}

#[test]
fn rescaling_loses_nothing() {
    assert_eq!(dec("1.50").rescale(1).unwrap().to_string(), "1.5");
    assert_eq!(dec("1.5").rescale(4).unwrap().to_string(), "1.5000");
    assert!(dec("1.55").rescale(1).is_none());
    assert!(dec("99999999999999999999999999999999999999").rescale(1).is_none());
    assert!(dec("10000000000000000000000000000000000000").rescale(2).is_none());
    assert!(dec("0").rescale(38).is_none());
    assert!(dec("0").rescale(255).is_none());
    assert_eq!(dec("0").rescale(37).unwrap().scale(), 37);
    assert_eq!(dec("-5.0").to_integer(), Some(-5));
    assert_eq!(dec("-5.1").to_integer(), None);
}

#[test]
fn equality_order_and_hash_go_by_value() {
    assert_eq!(dec("1.5"), dec("1.50"));
    assert_eq!(dec("0"), dec("-0.000"));
    assert_ne!(dec("1.5"), dec("15"));
    assert!(dec("-2") < dec("-1.99"));
    assert!(dec("99999999999999999999999999999999999999") > dec("9.9999999999999999999999999999999999999"));
    assert!(dec("-0.1") < dec("0"));
    let set: HashSet<_> = ["1.5", "1.50", "15e-1"].map(dec).into();
    assert_eq!(set.len(), 1);
}

#[test]
fn formatting_honours_width_and_sign() {
    assert_eq!(
        format!("{:>8}|{:<8}|{:+}|{:08}", dec("-1.5"), dec("1.5"), dec("1.5"), dec("-1.5")),
        "    -1.5|1.5     |+1.5|-00001.5"
    );
}

#[test]
fn json_numbers_keep_every_digit() {
    let digits = "12345678901234567890123456789.012345678";
    for json in [digits.to_owned(), format!("\"{digits}\""), format!("\"\\u0031{}\"", &digits[1..])] {
        assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap().to_string(), digits, "{json}");
    }
    assert_eq!(serde_json::to_string(&dec("1.50")).unwrap(), "\"1.50\"");
    assert_eq!(serde_json::from_value::<Decimal>(serde_json::json!(-7)).unwrap(), dec("-7"));
    for json in ["null", "true", "{}", "[1]", "\"\"", "\"x\"", "{\"$serde_json::private::RawValue\":\"1\"}"] {
        assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
    }
}

#[test]
fn decimals_inside_flattened_structs_are_read() {
    #[derive(Deserialize)]
    struct Outer {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        price: Decimal,
        text: Decimal,
        whole: Decimal,
        small: Decimal,
    }
    let outer: Outer = serde_json::from_str(r#"{"price": 19.99, "text": "1.10", "whole": -3, "small": 1e-7}"#).unwrap();
    assert_eq!(outer.inner.price.to_string(), "19.99");
    assert_eq!(outer.inner.text.to_string(), "1.10");
    assert_eq!(outer.inner.whole.to_string(), "-3");
    assert_eq!(outer.inner.small.to_string(), "0.0000001");
}

fn decimals() -> impl Strategy<Value = Decimal> {
    // Numbers of every length, not only of 38 digits.
    (-LARGEST..=LARGEST, 0_u8..38, 0_u8..=37)
        .prop_map(|(digits, shorter, scale)| Decimal::new(digits / POWERS[usize::from(shorter)], scale).unwrap())
}

proptest! {
    #[test]
    fn text_and_back(number in decimals()) {
        let back = dec(&number.to_string());
        prop_assert_eq!((back.unscaled(), back.scale()), (number.unscaled(), number.scale()));
        prop_assert_eq!(dec(&format!("{}e-{}", number.unscaled(), number.scale())), number);
    }

    #[test]
    fn any_text_parses_or_fails_without_a_panic(text in "[-+]?[0-9]{0,45}[.]?[0-9]{0,45}([eE][-+]?[0-9]{0,12})?|.*") {
        if let Ok(number) = text.parse::<Decimal>() {
            prop_assert_eq!(dec(&number.to_string()), number);
            // Where a double can tell, it is the same number.
            let double: f64 = text.parse().unwrap();
            let shown: f64 = number.to_string().parse().unwrap();
            prop_assert_eq!(double, shown);
        }
    }

    #[test]
    fn order_agrees_with_equality_and_subtraction(a in decimals(), b in decimals()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        if let (Some(x), Some(y)) = (a.rescale(37), b.rescale(37)) {
            prop_assert_eq!(a.cmp(&b), x.unscaled().cmp(&y.unscaled()));
        }
        prop_assert_eq!(a.cmp(&a.normalize()), Ordering::Equal);
    }

    #[test]
    fn precision_is_what_a_column_needs(number in decimals()) {
        prop_assert!(number.is_written_as(number.precision(), number.scale()));
        if number.precision() > number.scale().max(1) {
            prop_assert!(!number.is_written_as(number.precision() - 1, number.scale()));
        }
    }
}
