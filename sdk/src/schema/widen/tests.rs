#![allow(clippy::unwrap_used)]

use std::convert::Infallible;

use proptest::prelude::*;

use super::*;
use crate::row::tests::{numbers, values};

fn dec(precision: u8, scale: u8) -> ColumnType {
    ColumnType::Decimal { precision, scale }
}

fn seen(values: &[Value]) -> Seen {
    let mut seen = Seen::default();
    values.iter().for_each(|value| seen.add(value));
    seen
}

fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

/// A column as a warehouse keeps it: a type, and values in its form.
#[derive(Debug, Default)]
struct Column {
    column_type: Option<ColumnType>,
    values: Vec<Value>,
}

impl Column {
    fn take(&mut self, batch: &[Value]) -> Result<(), String> {
        let incoming = seen(batch);
        let widened = match self.column_type {
            None => incoming.column_type(),
            Some(existing) => {
                // What is stored has the column's type, not the one it came with.
                let stored = || {
                    let mut stored = Seen::default();
                    self.values.iter().for_each(|value| stored.add(value));
                    Ok::<_, Infallible>(stored)
                };
                Some(widen(existing, &incoming, stored).unwrap())
            }
        };
        let all = self.values.drain(..).chain(batch.iter().cloned());
        self.values = match widened {
            None => all.collect(),
            Some(to) => all
                .map(|value| value.clone().convert(to).map_err(|misfit| format!("{value:?}: {misfit}")))
                .collect::<Result<_, _>>()?,
        };
        self.column_type = widened;
        Ok(())
    }
}

#[test]
fn types_of_values() {
    let date = Value::NaiveDate(chrono::NaiveDate::from_ymd_opt(2007, 12, 3).unwrap());
    let datetime = date.clone().convert(ColumnType::NaiveDateTime).unwrap();
    let instant = Value::from("2007-12-03").convert(ColumnType::UtcDateTime).unwrap();
    let json = Value::Json("[]".into());
    let beyond = Value::Long((1 << 53) + 1);
    for (values, expected) in [
        (vec![], None),
        (vec![Value::Null], None),
        (vec![Value::Short(1)], Some(ColumnType::Int)),
        (vec![Value::Long(1)], Some(ColumnType::Int)),
        (vec![Value::Int(1), Value::Long(1 << 40)], Some(ColumnType::Long)),
        (vec![Value::Int(1), Value::Float(0.5)], Some(ColumnType::Double)),
        (vec![Value::Long(1 << 40), Value::Float(0.5)], Some(ColumnType::Double)),
        (vec![Value::Long(1 << 40), Value::Double(0.5)], Some(ColumnType::Double)),
        (vec![beyond.clone(), Value::Double(0.25)], Some(dec(21, 2))),
        (vec![beyond.clone(), Value::Float(0.5)], Some(dec(20, 1))),
        (vec![beyond.clone(), Value::Double(1e-20)], Some(ColumnType::String)),
        (vec![beyond.clone(), Value::Double(1e25)], Some(dec(26, 0))),
        (vec![beyond.clone(), Value::Double(f64::NAN)], Some(ColumnType::String)),
        (vec![Value::Float(0.5), Value::Double(0.1)], Some(ColumnType::Double)),
        (vec![decimal("1.50")], Some(dec(3, 2))),
        (vec![decimal("1.50"), decimal("100")], Some(dec(5, 2))),
        (vec![decimal("0.05"), decimal("0.5")], Some(dec(2, 2))),
        (vec![decimal("1.50"), Value::Int(1)], Some(dec(12, 2))),
        (vec![decimal("1.50"), Value::Long(1 << 40)], Some(dec(21, 2))),
        (vec![decimal("1e-30"), Value::Long(1 << 40)], Some(ColumnType::String)),
        (vec![decimal("1e37"), decimal("0.1")], Some(ColumnType::String)),
        (vec![decimal("1.50"), Value::Double(0.125)], Some(dec(22, 3))),
        (vec![date.clone(), datetime.clone()], Some(ColumnType::NaiveDateTime)),
        (vec![date.clone(), instant.clone()], Some(ColumnType::String)),
        (vec![datetime, instant], Some(ColumnType::String)),
        (vec![Value::Boolean(true), Value::Int(1)], Some(ColumnType::String)),
        (vec![Value::Boolean(true)], Some(ColumnType::Boolean)),
        (vec![Value::Xml("<a/>".into()), Value::from("a")], Some(ColumnType::String)),
        (vec![Value::from("a"), Value::Int(1)], Some(ColumnType::String)),
        (vec![Value::from("a"), json.clone(), date], Some(ColumnType::Json)),
        (vec![json, beyond], Some(ColumnType::Json)),
    ] {
        assert_eq!(seen(&values).column_type(), expected, "{values:?}");
    }
}

#[test]
fn declared_types_widen_what_is_stored() {
    let beyond = Value::Long((1 << 53) + 1);
    for (stored, values, declared, expected) in [
        (ColumnType::Short, vec![], ColumnType::Float, ColumnType::Float),
        (ColumnType::Int, vec![], ColumnType::Float, ColumnType::Double),
        (ColumnType::Float, vec![], ColumnType::Int, ColumnType::Double),
        (ColumnType::Short, vec![], ColumnType::Int, ColumnType::Int),
        (ColumnType::Long, vec![], ColumnType::Short, ColumnType::Long),
        (ColumnType::Short, vec![], dec(4, 2), dec(7, 2)),
        (dec(12, 2), vec![], dec(10, 4), dec(14, 4)),
        (ColumnType::Binary, vec![], ColumnType::Json, ColumnType::Json),
        (ColumnType::String, vec![], ColumnType::Int, ColumnType::String),
        (ColumnType::Long, vec![Value::Long(1 << 40)], ColumnType::Double, ColumnType::Double),
        // Doubles to come may have any digits.
        (ColumnType::Long, vec![beyond.clone()], ColumnType::Double, ColumnType::String),
        (dec(12, 2), vec![], ColumnType::Double, ColumnType::String),
        // Any LONG may come, and what is stored is known.
        (ColumnType::Double, vec![Value::Double(0.125)], ColumnType::Long, dec(22, 3)),
        (ColumnType::Double, vec![Value::Double(1e300)], ColumnType::Long, ColumnType::String),
        (ColumnType::Double, vec![Value::Double(0.5)], dec(12, 2), dec(21, 2)),
    ] {
        let widened = widen(stored, &Seen::any(declared), || Ok::<_, Infallible>(seen(&values)));
        assert_eq!(widened, Ok(expected), "{stored} {declared}");
        assert_eq!(Seen::any(declared).column_type(), Some(declared));
    }
}

#[test]
fn stored_values_are_read_only_when_they_decide() {
    let unread =
        |existing: ColumnType, values: &[Value]| widen(existing, &seen(values), || Err::<Seen, _>("read")).is_ok();
    let beyond = Value::Long((1 << 53) + 1);
    assert!(unread(ColumnType::Double, &[Value::Double(0.1), Value::Int(1), Value::Long(1 << 40), Value::Null]));
    assert!(unread(ColumnType::Long, &[beyond.clone(), decimal("1.5")]));
    assert!(unread(ColumnType::Long, &[decimal("1.5"), Value::Double(0.1)]));
    assert!(unread(ColumnType::Long, &[beyond.clone(), Value::Double(0.1)]));
    assert!(unread(dec(38, 2), &[Value::Double(0.1), beyond.clone()]));
    assert!(unread(ColumnType::Long, &[Value::Double(0.1), Value::from("text")]));
    assert!(unread(ColumnType::String, &[Value::Double(0.1), beyond.clone(), decimal("1.5")]));
    assert!(!unread(ColumnType::Long, &[Value::Double(0.1)]));
    assert!(!unread(ColumnType::Double, &[beyond]));
    assert!(!unread(ColumnType::Float, &[decimal("1.5")]));
}

#[test]
fn an_error_of_the_store_is_passed_on() {
    assert_eq!(widen(ColumnType::Long, &seen(&[Value::Double(0.1)]), || Err("full")), Err("full"));
}

#[test]
fn a_column_over_four_syncs() {
    let mut column = Column::default();
    let mut types = Vec::new();
    for value in [Value::Int(42), Value::Double(42.42), Value::from("forty-two"), Value::Double(42.43)] {
        column.take(&[value]).unwrap();
        types.push(column.column_type.unwrap());
    }
    assert_eq!(types, [ColumnType::Int, ColumnType::Double, ColumnType::String, ColumnType::String]);
    assert_eq!(column.values, ["42", "42.42", "forty-two", "42.43"].map(Value::from));
}

/// Mostly numbers, as only their widening depends on values.
fn cells() -> impl Strategy<Value = Vec<Value>> {
    let cell = prop_oneof![12 => numbers(), 1 => Just(Value::Null), 1 => values()];
    prop_oneof![
        3 => prop::collection::vec(numbers(), 0..7),
        1 => prop::collection::vec(cell, 0..7),
    ]
}

fn small_numbers() -> impl Strategy<Value = Vec<Value>> {
    // Few enough digits that a DECIMAL is reached rather than a STRING.
    let number = prop_oneof![
        (-9_i32..9).prop_map(Value::Int),
        Just(Value::Long((1 << 53) + 1)),
        Just(Value::Long(1 << 40)),
        Just(Value::Long(i64::MIN)),
        (-9999_i32..9999).prop_map(|cents| Value::Double(f64::from(cents) / 100.0)),
        (1_i32..40).prop_map(|exponent| Value::Double(10_f64.powi(exponent))),
        (-999_i16..999).prop_map(|tenths| Value::Float(f32::from(tenths) / 8.0)),
        (0_i32..38).prop_map(|exponent| Value::Float(10_f32.powi(exponent))),
        (-9999_i64..9999, 0_u8..4)
            .prop_map(|(digits, scale)| Value::Decimal(Decimal::new(digits.into(), scale).unwrap())),
    ];
    prop::collection::vec(number, 0..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_type_does_not_depend_on_the_order(
        (cells, other) in prop_oneof![cells(), small_numbers()]
            .prop_flat_map(|cells| (Just(cells.clone()), Just(cells).prop_shuffle())),
        cut in 0_usize..7,
    ) {
        let all_at_once = seen(&cells).column_type();
        // One by one in one order, and in two batches in another.
        let mut first = Column::default();
        for cell in &cells {
            first.take(std::slice::from_ref(cell)).map_err(TestCaseError::fail)?;
        }
        let mut second = Column::default();
        let (early, late) = other.split_at(cut.min(other.len()));
        for batch in [early, late] {
            second.take(batch).map_err(TestCaseError::fail)?;
        }
        prop_assert_eq!(first.column_type, all_at_once);
        prop_assert_eq!(second.column_type, all_at_once);
        // Nothing is lost: a value that came as what it is also goes there directly.
        for cell in &cells {
            if let Some(to) = all_at_once {
                prop_assert!(cell.fits(to), "{:?} {}", cell, to);
            }
        }
    }

    #[test]
    fn widening_again_changes_nothing(cells in prop_oneof![cells(), small_numbers()]) {
        let mut column = Column::default();
        column.take(&cells).map_err(TestCaseError::fail)?;
        let before = column.column_type;
        column.take(&cells).map_err(TestCaseError::fail)?;
        prop_assert_eq!(column.column_type, before);
    }

    #[test]
    fn merging_is_adding(a in prop_oneof![cells(), small_numbers()], b in prop_oneof![cells(), small_numbers()]) {
        let mut merged = seen(&a);
        merged.merge(&seen(&b));
        let mut swapped = seen(&b);
        swapped.merge(&seen(&a));
        prop_assert_eq!(merged.column_type(), swapped.column_type());
        let all: Vec<_> = a.iter().chain(&b).cloned().collect();
        prop_assert_eq!(merged.column_type(), seen(&all).column_type());
        let twice = { let mut twice = merged; twice.merge(&merged); twice };
        prop_assert_eq!(twice, merged);
    }

    #[test]
    fn whole_and_decimal_numbers_keep_their_values(cells in small_numbers()) {
        // Floats go to DOUBLE exactly and may show other digits then; everything else shows the same number for ever.
        if cells.iter().any(|cell| matches!(cell, Value::Float(_))) {
            return Ok(());
        }
        let text = |value: &Value| {
            let mut text = String::new();
            value.write_text(&mut text);
            floats::scientific(&text)
        };
        let mut column = Column::default();
        for cell in &cells {
            column.take(std::slice::from_ref(cell)).map_err(TestCaseError::fail)?;
        }
        for (kept, came) in column.values.iter().zip(&cells) {
            prop_assert_eq!(text(kept), text(came));
        }
    }
}
