//! What holds for every value.

use proptest::prelude::*;

use super::*;
use crate::row::tests::{decimals, numbers, values};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_text_of_every_value_reads_back(value in values()) {
        let column_type = value.column_type().unwrap();
        let back = Value::from_stored_text(text(&value), column_type);
        prop_assert_eq!(back, Some(value));
    }

    #[test]
    fn fits_says_what_convert_does(value in values(), to in prop::sample::select(&TYPES[..])) {
        let converted = value.clone().convert(to);
        prop_assert_eq!(value.fits(to), converted.is_ok());
        if let Ok(converted) = converted {
            prop_assert_eq!(converted.column_type().unwrap().name(), to.name());
            // What was converted is at home and stays as it is.
            prop_assert_eq!(converted.clone().convert(to), Ok(converted));
        }
    }

    #[test]
    fn conversions_between_exact_types_go_back(value in values(), to in prop::sample::select(&TYPES[..])) {
        let from = value.column_type().unwrap();
        // A text may write a number or a date in many ways, and JSON does not come back.
        if matches!(from, ColumnType::String | ColumnType::Xml) || to == ColumnType::Json {
            return Ok(());
        }
        if let Ok(converted) = value.clone().convert(to) {
            // By itself or through its text: a decimal with a fraction does not become a float by itself, and between
            // FLOAT and DOUBLE equal numbers show other digits.
            let by_itself = converted.clone().convert(from).ok();
            let by_text = Value::from_stored_text(text(&converted), from);
            prop_assert!([by_itself, by_text].contains(&Some(value)), "{:?}", converted);
        }
    }

    #[test]
    fn numbers_show_the_same_number_after_any_chain(
        value in numbers(), chain in prop::collection::vec(prop::sample::select(&TYPES[1..8]), 1..5),
    ) {
        // From a FLOAT to a DOUBLE the text changes, see above.
        if matches!(value, Value::Float(_)) || chain.contains(&ColumnType::Float) {
            return Ok(());
        }
        let shown = floats::scientific(&text(&value));
        let mut value = value;
        for to in chain {
            match value.clone().convert(to) {
                Ok(converted) => value = converted,
                Err(_) => continue,
            }
            prop_assert_eq!(&floats::scientific(&text(&value)), &shown, "{}", to);
        }
    }

    #[test]
    fn numeric_text_becomes_the_number_it_shows(
        text_in in "-?[0-9]{1,20}([.][0-9]{0,20})?([eE]-?[0-9]{1,2})?", to in prop::sample::select(&TYPES[1..8]),
    ) {
        if let Ok(converted) = Value::from(text_in.as_str()).convert(to) {
            prop_assert_eq!(floats::scientific(&text(&converted)), floats::scientific(&text_in), "{}", to);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{0,16}[-+Z0-9: ]{0,7}") {
        for to in TYPES {
            let _ = Value::from(text.as_str()).convert(to);
        }
    }

    #[test]
    fn a_decimal_fits_exactly_the_columns_with_room(decimal in decimals(), precision in 1_u8..=38, scale in 0_u8..=37) {
        let scale = scale.min(precision);
        let to = ColumnType::Decimal { precision, scale };
        let normal = decimal.normalize();
        let whole = if normal.to_integer() == Some(0) { 0 } else { normal.precision() - normal.scale() };
        let room = normal.scale() <= scale && whole <= precision - scale;
        prop_assert_eq!(Value::Decimal(decimal).fits(to), room);
        if let Ok(Value::Decimal(converted)) = Value::Decimal(decimal).convert(to) {
            prop_assert_eq!(converted, decimal);
            prop_assert_eq!(converted.scale(), scale);
        }
    }

    #[test]
    fn json_of_a_value_is_json(value in values()) {
        let Ok(Value::Json(text)) = value.clone().convert(ColumnType::Json) else { panic!("everything fits JSON") };
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        match value {
            Value::Double(double) if double.is_finite() => prop_assert_eq!(parsed, json!(double)),
            Value::String(text) => prop_assert_eq!(parsed, json!(text)),
            Value::Long(long) => prop_assert_eq!(parsed, json!(long)),
            _ => {}
        }
    }
}
