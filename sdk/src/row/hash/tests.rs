#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::row::tests::values;

fn id(cells: &[(&str, Value)]) -> String {
    row_id(cells.iter().map(|(name, value)| (*name, value)))
}

#[test]
fn equal_numbers_have_one_id_whatever_type_holds_them() {
    let forms: [Value; 7] = [
        Value::Short(42),
        Value::Int(42),
        Value::Long(42),
        Value::Decimal("42".parse().unwrap()),
        Value::Decimal("42.000".parse().unwrap()),
        Value::Float(42.0),
        Value::Double(42.0),
    ];
    for form in forms {
        assert_eq!(id(&[("n", form.clone())]), id(&[("n", Value::Int(42))]), "{form:?}");
    }
    assert_eq!(id(&[("n", Value::Double(-0.0))]), id(&[("n", Value::Int(0))]));
    assert_eq!(id(&[("n", Value::Double(0.1))]), id(&[("n", Value::Decimal("0.10".parse().unwrap()))]));
    let day = NaiveDate::from_ymd_opt(2007, 12, 3).unwrap();
    assert_eq!(id(&[("d", Value::NaiveDate(day))]), id(&[("d", Value::NaiveDateTime(day.into()))]));
}

#[test]
fn different_rows_have_different_ids() {
    let rows: [&[(&str, Value)]; 15] = [
        &[],
        &[("a", Value::Int(1))],
        &[("b", Value::Int(1))],
        &[("a", Value::Int(-1))],
        &[("a", Value::from("1"))],
        &[("a", Value::Json("1".into()))],
        &[("a", Value::Xml("1".into()))],
        &[("a", Value::Binary(b"1".to_vec()))],
        &[("a", Value::from(""))],
        &[("a", Value::from("true"))],
        &[("a", Value::Boolean(true))],
        &[("a", Value::Double(1e300))],
        &[("a", Value::from("1")), ("b", Value::from("2"))],
        &[("a", Value::from("1b2"))],
        &[("a1", Value::from("b2"))],
    ];
    let ids: std::collections::HashSet<_> = rows.iter().map(|row| id(row)).collect();
    assert_eq!(ids.len(), rows.len());
    assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))));
}

#[test]
fn the_id_never_changes_between_versions() {
    // Rows stored by an earlier version would be taken for new ones.
    let row = [("name", Value::from("Ada")), ("n", Value::Long(42)), ("at", Value::Boolean(false))];
    assert_eq!(id(&row), "14db694d245aadf590ceb107065c9336");
}

proptest! {
    #[test]
    fn order_nulls_and_system_columns_do_not_count(a in values(), b in values(), c in values()) {
        let plain = id(&[("a", a.clone()), ("b", b.clone()), ("c", c.clone())]);
        let other = id(&[
            ("_fivetran_synced", Value::Int(7)), ("c", c), ("z", Value::Null), ("b", b), ("a", a),
        ]);
        prop_assert_eq!(plain, other);
    }

    #[test]
    fn an_exact_number_keeps_its_id_in_any_wider_type(long in any::<i64>(), scale in 0_u8..10) {
        let value = Value::Long(long);
        let golden = id(&[("n", value.clone())]);
        for to in [
            crate::schema::ColumnType::Double,
            crate::schema::ColumnType::Float,
            crate::schema::ColumnType::Int,
            crate::schema::ColumnType::Decimal { precision: 38, scale },
        ] {
            if let Ok(wide) = value.clone().convert(to) {
                prop_assert_eq!(&id(&[("n", wide)]), &golden, "{}", to);
            }
        }
    }

    #[test]
    fn a_double_keeps_its_id_as_a_decimal(double in any::<f64>()) {
        let value = Value::Double(double);
        if let Some(decimal) = floats::decimal_of_f64(double) {
            prop_assert_eq!(id(&[("n", value)]), id(&[("n", Value::Decimal(decimal))]));
        }
    }
}
