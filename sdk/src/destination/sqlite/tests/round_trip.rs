//! Every value comes back as it was written.

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::{Fixture, values};
use crate::row::{Decimal, Row, Value};
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::Step;

/// Any value of a type, and the type.
pub(super) fn typed_value() -> impl Strategy<Value = (ColumnType, Value)> {
    let decimal = (any::<i128>(), 0u8..=37).prop_map(|(unscaled, scale)| {
        let unscaled = unscaled % 10i128.pow(38);
        let decimal = Decimal::new(unscaled, scale).unwrap();
        (ColumnType::Decimal { precision: 38, scale }, Value::Decimal(decimal))
    });
    // Years 1 to 9999, in microseconds.
    let micros = -62_135_596_800_000_000i64..=253_402_300_799_999_999;
    let instant = micros.prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap());
    let date = (1..=3_652_059).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(day).unwrap());
    prop_oneof![
        any::<bool>().prop_map(|v| (ColumnType::Boolean, Value::Boolean(v))),
        any::<i16>().prop_map(|v| (ColumnType::Short, Value::Short(v))),
        any::<i32>().prop_map(|v| (ColumnType::Int, Value::Int(v))),
        any::<i64>().prop_map(|v| (ColumnType::Long, Value::Long(v))),
        decimal,
        any::<f32>().prop_filter("finite", |v| v.is_finite()).prop_map(|v| (ColumnType::Float, Value::Float(v))),
        any::<f64>().prop_filter("finite", |v| v.is_finite()).prop_map(|v| (ColumnType::Double, Value::Double(v))),
        date.prop_map(|v| (ColumnType::NaiveDate, Value::NaiveDate(v))),
        instant.clone().prop_map(|v| (ColumnType::NaiveDateTime, Value::NaiveDateTime(v.naive_utc()))),
        instant.prop_map(|v| (ColumnType::UtcDateTime, Value::UtcDateTime(v))),
        any::<Vec<u8>>().prop_map(|v| (ColumnType::Binary, Value::Binary(v))),
        any::<String>().prop_map(|v| (ColumnType::Xml, Value::Xml(format!("<a>{v}</a>")))),
        any::<String>().prop_map(|v| (ColumnType::String, Value::String(v))),
        any::<String>().prop_map(|v| (ColumnType::Json, Value::Json(serde_json::json!({ "a": v }).to_string()))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn declared_columns_give_back_what_they_were_given(columns in proptest::collection::vec(typed_value(), 1..14)) {
        let name = |at: usize| format!("c{at}");
        let table = columns.iter().enumerate().fold(TableSpec::new("t"), |table, (at, (column_type, _))| {
            table.column(ColumnSpec::new(name(at)).typed(*column_type))
        });
        let fixture = Fixture::new([table]);
        let row = columns.iter().enumerate().fold(Row::new(), |row, (at, (_, value))| {
            row.set(name(at), value.clone())
        });
        fixture.sync([Step::Upsert("t", row)]);
        let expected: Vec<_> = columns.into_iter().map(|(_, value)| value).collect();
        prop_assert_eq!(values(&fixture.path, "t"), vec![expected]);
    }

    #[test]
    fn inferred_columns_hold_every_value_without_loss(cells in proptest::collection::vec(typed_value(), 1..12)) {
        let fixture = Fixture::new([TableSpec::new("t").primary_key(["at"])]);
        for (at, (_, value)) in cells.iter().enumerate() {
            let row = Row::new().set("at", at as i64).set("value", value.clone());
            fixture.sync([Step::Upsert("t", row)]);
        }
        let (_, column_type) = super::types(&fixture.path, "t").pop().unwrap();
        for (row, (_, value)) in values(&fixture.path, "t").iter().zip(&cells) {
            // A column may have been narrower on its way: a STRING before it became JSON holds JSON strings, a FLOAT
            // that became a DOUBLE shows the digits of the double, a date that became a time shows midnight.
            let mut forms = vec![value.clone()];
            for _ in 0..3 {
                let ways = [ColumnType::Double, ColumnType::NaiveDateTime, ColumnType::String, column_type];
                let more = forms.iter().flat_map(|form| ways.map(|way| form.clone().convert(way)));
                let more: Vec<_> = more.flatten().collect();
                forms.extend(more);
            }
            let same = forms.contains(&row[1]);
            prop_assert!(same, "{value:?} became {:?} in a {column_type}", row[1]);
        }
    }
}
