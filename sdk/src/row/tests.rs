//! Values for property tests, of every type and with the edges that break things.

#![allow(clippy::unwrap_used)]

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use proptest::prelude::*;

use super::{Decimal, Value};

pub(crate) fn decimals() -> impl Strategy<Value = Decimal> {
    let largest = 10_i128.pow(38) - 1;
    prop_oneof![
        (-largest..=largest, 0_u32..38, 0_u8..=37).prop_map(|(digits, shorter, scale)| Decimal::new(
            digits / 10_i128.pow(shorter),
            scale
        )
        .unwrap()),
        (-100_000_i64..100_000, 0_u8..6).prop_map(|(digits, scale)| Decimal::new(digits.into(), scale).unwrap()),
    ]
}

fn datetimes() -> impl Strategy<Value = NaiveDateTime> {
    let at =
        |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(Default::default()).and_utc().timestamp();
    let fraction = prop_oneof![Just(0_u32), (0_u32..1000).prop_map(|ms| ms * 1000), 0_u32..1_000_000];
    (at(1)..at(10_000), fraction, any::<bool>()).prop_map(|(seconds, micros, midnight)| {
        let datetime = DateTime::from_timestamp(seconds, micros * 1000).unwrap().naive_utc();
        if midnight { datetime.date().into() } else { datetime }
    })
}

fn whole_numbers() -> impl Strategy<Value = i64> {
    let near_the_doubles_end = ((1_i64 << 53) - 4)..((1 << 53) + 4);
    prop_oneof![-9_i64..9, any::<i32>().prop_map(i64::from), near_the_doubles_end, any::<i64>(), Just(1 << 60)]
}

pub(crate) fn doubles() -> impl Strategy<Value = f64> {
    let prices = (-1_000_000_i32..1_000_000).prop_map(|cents| f64::from(cents) / 100.0);
    prop_oneof![
        prices,
        any::<f64>(),
        -1e20..1e20,
        whole_numbers().prop_map(|whole| whole as f64),
        any::<f32>().prop_map(f64::from),
    ]
}

pub(crate) fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i16>().prop_map(Value::Short),
        any::<i32>().prop_map(Value::Int),
        whole_numbers().prop_map(Value::Long),
        decimals().prop_map(Value::Decimal),
        any::<f32>().prop_map(Value::Float),
        (-1000_i16..1000).prop_map(|tenths| Value::Float(f32::from(tenths) / 10.0)),
        doubles().prop_map(Value::Double),
    ]
}

/// Any value but null. No NaN, as it equals nothing.
pub(crate) fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => numbers(),
        1 => any::<bool>().prop_map(Value::Boolean),
        1 => datetimes().prop_map(|datetime| Value::NaiveDate(datetime.date())),
        1 => datetimes().prop_map(Value::NaiveDateTime),
        1 => datetimes().prop_map(|datetime| Value::UtcDateTime(datetime.and_utc())),
        1 => any::<Vec<u8>>().prop_map(Value::Binary),
        1 => any::<String>().prop_map(Value::Xml),
        1 => any::<String>().prop_map(Value::String),
        1 => any::<String>().prop_map(|text| Value::Json(serde_json::Value::from(text).to_string())),
    ]
}
