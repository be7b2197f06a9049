#![allow(clippy::unwrap_used)]

use serde_json::json;

use super::*;

mod properties;

const TYPES: [ColumnType; 15] = [
    ColumnType::Boolean,
    ColumnType::Short,
    ColumnType::Int,
    ColumnType::Long,
    ColumnType::Decimal { precision: 12, scale: 2 },
    ColumnType::Decimal { precision: 38, scale: 9 },
    ColumnType::Float,
    ColumnType::Double,
    ColumnType::NaiveDate,
    ColumnType::NaiveDateTime,
    ColumnType::UtcDateTime,
    ColumnType::Binary,
    ColumnType::Xml,
    ColumnType::String,
    ColumnType::Json,
];

fn money() -> ColumnType {
    ColumnType::Decimal { precision: 12, scale: 2 }
}

fn dec(text: &str) -> Value {
    Value::Decimal(text.parse().unwrap())
}

fn text(value: &Value) -> String {
    let mut out = String::new();
    value.write_text(&mut out);
    out
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn at(nanos: u32) -> NaiveDateTime {
    day(2007, 12, 3).and_hms_nano_opt(10, 15, 30, nanos).unwrap()
}

#[test]
fn what_converts() {
    for (value, to, expected) in [
        (Value::Short(7), ColumnType::Long, Value::Long(7)),
        (Value::Long(-7), ColumnType::Short, Value::Short(-7)),
        (Value::Int(7), money(), dec("7.00")),
        (Value::Int(7), ColumnType::Double, Value::Double(7.0)),
        (Value::Int(16_777_216), ColumnType::Float, Value::Float(16_777_216.0)),
        (Value::Long(1_000_000_000_000_000_000), ColumnType::Double, Value::Double(1e18)),
        (dec("42.000"), ColumnType::Int, Value::Int(42)),
        (dec("42.000"), ColumnType::Double, Value::Double(42.0)),
        (dec("1.5000"), money(), dec("1.50")),
        (Value::Double(42.0), ColumnType::Short, Value::Short(42)),
        (Value::Double(1e18), ColumnType::Long, Value::Long(1_000_000_000_000_000_000)),
        (Value::Double(0.1), money(), dec("0.10")),
        (Value::Double(1e-7), ColumnType::Decimal { precision: 38, scale: 9 }, dec("0.000000100")),
        (Value::Float(10.4), money(), dec("10.40")),
        (Value::Float(10.4), ColumnType::Double, Value::Double(f64::from(10.4_f32))),
        (Value::Double(10.4), ColumnType::Float, Value::Float(10.4)),
        (Value::Double(0.5), ColumnType::Float, Value::Float(0.5)),
        (Value::from("42"), ColumnType::Int, Value::Int(42)),
        (Value::from("+42.0"), ColumnType::Int, Value::Int(42)),
        (Value::from("1e3"), ColumnType::Int, Value::Int(1000)),
        (Value::from("105.34"), money(), dec("105.34")),
        (Value::from("105.34"), ColumnType::Double, Value::Double(105.34)),
        (Value::from("0.30000000000000004"), ColumnType::Double, Value::Double(0.300_000_000_000_000_04)),
        (Value::from("1e300"), ColumnType::Double, Value::Double(1e300)),
        (Value::from("0.000"), ColumnType::Double, Value::Double(0.0)),
        (Value::from("10.4"), ColumnType::Float, Value::Float(10.4)),
        (Value::from("true"), ColumnType::Boolean, Value::Boolean(true)),
        (Value::Boolean(false), ColumnType::String, Value::from("false")),
        (Value::from("2007-12-03"), ColumnType::NaiveDate, Value::NaiveDate(day(2007, 12, 3))),
        (Value::NaiveDate(day(2007, 12, 3)), ColumnType::NaiveDateTime, Value::NaiveDateTime(day(2007, 12, 3).into())),
        (Value::NaiveDateTime(day(2007, 12, 3).into()), ColumnType::NaiveDate, Value::NaiveDate(day(2007, 12, 3))),
        (Value::from("AAECAw=="), ColumnType::Binary, Value::Binary(vec![0, 1, 2, 3])),
        (Value::from("<a/>"), ColumnType::Xml, Value::Xml("<a/>".into())),
        (Value::Xml("<a/>".into()), ColumnType::String, Value::from("<a/>")),
        (Value::Json("[1]".into()), ColumnType::String, Value::from("[1]")),
    ] {
        assert!(value.fits(to), "{value:?} {to}");
        let converted = value.clone().convert(to).unwrap_or_else(|misfit| panic!("{value:?}: {misfit}"));
        assert_eq!(converted, expected);
        if let (Value::Decimal(converted), Value::Decimal(expected)) = (converted, expected) {
            assert_eq!(converted.scale(), expected.scale(), "equality alone would not see the scale");
        }
    }
}

#[test]
fn what_does_not_convert_and_why() {
    for (value, to, why) in [
        (Value::Int(40_000), ColumnType::Short, "an INT does not fit a SHORT: outside -32768..=32767"),
        (Value::Long(1 << 31), ColumnType::Int, "a LONG does not fit an INT: outside -2147483648..=2147483647"),
        (
            Value::Double(1e19),
            ColumnType::Long,
            "a DOUBLE does not fit a LONG: outside -9223372036854775808..=9223372036854775807",
        ),
        (
            Value::Double(1e300),
            ColumnType::Long,
            "a DOUBLE does not fit a LONG: outside -9223372036854775808..=9223372036854775807",
        ),
        (Value::Double(0.5), ColumnType::Long, "a DOUBLE does not fit a LONG: it has digits after the point"),
        (Value::Double(1e-300), ColumnType::Long, "a DOUBLE does not fit a LONG: it has digits after the point"),
        (Value::Float(f32::NAN), ColumnType::Int, "a FLOAT does not fit an INT: it is not a finite number"),
        (Value::Double(f64::INFINITY), money(), "a DOUBLE does not fit a DECIMAL(12,2): it is not a finite number"),
        (dec("1.5"), ColumnType::Int, "a DECIMAL does not fit an INT: it has digits after the point"),
        (dec("1.505"), money(), "a DECIMAL does not fit a DECIMAL(12,2): more than 2 digits after the point"),
        (dec("12345678901"), money(), "a DECIMAL does not fit a DECIMAL(12,2): more than 10 digits before the point"),
        (Value::Double(1e300), money(), "a DOUBLE does not fit a DECIMAL(12,2): more than 10 digits before the point"),
        (Value::Double(1e-300), money(), "a DOUBLE does not fit a DECIMAL(12,2): more than 2 digits after the point"),
        (
            Value::Long((1 << 53) + 1),
            ColumnType::Double,
            "a LONG does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        // 2^60 is a double, but one that shows 1152921504606847000.
        (
            Value::Long(1 << 60),
            ColumnType::Double,
            "a LONG does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        (
            Value::Int(16_777_217),
            ColumnType::Float,
            "an INT does not fit a FLOAT: the number has more digits than a FLOAT keeps",
        ),
        (
            Value::Double(0.1234567891),
            ColumnType::Float,
            "a DOUBLE does not fit a FLOAT: the number has more digits than a FLOAT keeps",
        ),
        (
            Value::Double(1e300),
            ColumnType::Float,
            "a DOUBLE does not fit a FLOAT: the number has more digits than a FLOAT keeps",
        ),
        (
            Value::Double(1e-50),
            ColumnType::Float,
            "a DOUBLE does not fit a FLOAT: the number has more digits than a FLOAT keeps",
        ),
        (
            dec("0.5"),
            ColumnType::Double,
            "a DECIMAL does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        (
            Value::from("0.1000000000000000055"),
            ColumnType::Double,
            "a STRING does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        (
            Value::from("1e400"),
            ColumnType::Double,
            "a STRING does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        (
            Value::from("1e-400"),
            ColumnType::Double,
            "a STRING does not fit a DOUBLE: the number has more digits than a DOUBLE keeps",
        ),
        (Value::from("infinity"), ColumnType::Double, "a STRING does not fit a DOUBLE: the text is no number"),
        (Value::from(""), ColumnType::Double, "a STRING does not fit a DOUBLE: the text is no number"),
        (Value::from(" 1"), ColumnType::Int, "a STRING does not fit an INT: the text is no number"),
        (Value::from("1.5"), ColumnType::Int, "a STRING does not fit an INT: it has digits after the point"),
        (Value::from("1e38"), money(), "a STRING does not fit a DECIMAL(12,2): more than 38 digits"),
        (
            Value::from("TRUE"),
            ColumnType::Boolean,
            "a STRING does not fit a BOOLEAN: the text is neither `true` nor `false`",
        ),
        (
            Value::Int(1),
            ColumnType::Boolean,
            "an INT does not fit a BOOLEAN: there is no way from one to the other without a loss",
        ),
        (
            Value::Boolean(true),
            ColumnType::Int,
            "a BOOLEAN does not fit an INT: there is no way from one to the other without a loss",
        ),
        (
            Value::from("03.12.2007"),
            ColumnType::NaiveDate,
            "a STRING does not fit a NAIVE_DATE: the text is no date like 2007-12-03",
        ),
        (
            Value::from("2007-12-03T10:15"),
            ColumnType::NaiveDate,
            "a STRING does not fit a NAIVE_DATE: the time of day would be lost",
        ),
        (
            Value::from("2007-12-03T10:15Z"),
            ColumnType::NaiveDateTime,
            "a STRING does not fit a NAIVE_DATETIME: the time zone would be lost",
        ),
        (
            Value::from("0000-12-03"),
            ColumnType::NaiveDate,
            "a STRING does not fit a NAIVE_DATE: only the years 1 to 9999 have a place",
        ),
        (
            Value::from("9999-12-31T23:59:59-01:00"),
            ColumnType::UtcDateTime,
            "a STRING does not fit a UTC_DATETIME: only the years 1 to 9999 have a place",
        ),
        (
            Value::NaiveDate(day(10_000, 1, 1)),
            ColumnType::NaiveDate,
            "a NAIVE_DATE does not fit a NAIVE_DATE: only the years 1 to 9999 have a place",
        ),
        (
            Value::NaiveDateTime(NaiveDateTime::MIN),
            ColumnType::NaiveDateTime,
            "a NAIVE_DATETIME does not fit a NAIVE_DATETIME: only the years 1 to 9999 have a place",
        ),
        (
            Value::UtcDateTime(DateTime::<Utc>::MAX_UTC),
            ColumnType::UtcDateTime,
            "a UTC_DATETIME does not fit a UTC_DATETIME: only the years 1 to 9999 have a place",
        ),
        (
            Value::NaiveDateTime(at(0)),
            ColumnType::NaiveDate,
            "a NAIVE_DATETIME does not fit a NAIVE_DATE: the time of day would be lost",
        ),
        (
            Value::NaiveDateTime(at(0)),
            ColumnType::UtcDateTime,
            "a NAIVE_DATETIME does not fit a UTC_DATETIME: its time zone is not known",
        ),
        (
            Value::UtcDateTime(at(0).and_utc()),
            ColumnType::NaiveDateTime,
            "a UTC_DATETIME does not fit a NAIVE_DATETIME: the time zone would be lost",
        ),
        (Value::from("not base64!"), ColumnType::Binary, "a STRING does not fit a BINARY: the text is no Base64"),
        (
            Value::Json("1".into()),
            ColumnType::Int,
            "a JSON does not fit an INT: there is no way from one to the other without a loss",
        ),
        (
            Value::Xml("1".into()),
            ColumnType::Int,
            "an XML does not fit an INT: there is no way from one to the other without a loss",
        ),
        (
            Value::Json("1".into()),
            ColumnType::Xml,
            "a JSON does not fit an XML: there is no way from one to the other without a loss",
        ),
    ] {
        assert!(!value.fits(to), "{value:?} {to}");
        assert_eq!(value.clone().convert(to).map_err(|misfit| misfit.to_string()), Err(why.to_owned()), "{value:?}");
    }
}

#[test]
fn a_misfit_shows_no_value() {
    let misfit = Value::from("hunter2").convert(ColumnType::Long).unwrap_err();
    assert!(!format!("{misfit} {misfit:?}").contains("hunter2"));
}

#[test]
fn texts_of_instants() {
    let noon = |nanos| Value::UtcDateTime(at(nanos).and_utc());
    for (text, nanos) in [
        ("2007-12-03T10:15:30Z", 0),
        ("2007-12-03t10:15:30z", 0),
        ("2007-12-03 10:15:30", 0),
        ("2007-12-03T10:15:30", 0),
        ("2007-12-03T10:15:30+00:00", 0),
        ("2007-12-03T10:15:30+0000", 0),
        ("2007-12-03T10:15:30-00", 0),
        ("2007-12-03 10:15:30 UTC", 0),
        ("2007-12-03 05:45:30 -0430", 0),
        ("2007-12-03T12:15:30+02", 0),
        ("2007-12-04T00:15:30+14:00", 0),
        ("2007-12-03T10:15:30.123Z", 123_000_000),
        ("2007-12-03T10:15:30.1+00:00", 100_000_000),
        ("2007-12-03T10:15:30.123456Z", 123_456_000),
        ("2007-12-03T10:15:30.123456999999999Z", 123_456_000),
    ] {
        assert_eq!(Value::from(text).convert(ColumnType::UtcDateTime), Ok(noon(nanos)), "{text}");
    }
    for text in [
        "",
        "2007",
        "2007-12-03X10:15:30",
        "2007-12-03T",
        "2007-12-03T10",
        "2007-12-03T1:15:30Z",
        "2007-12-03T10:15:30.Z",
        "2007-12-03T10:15:30,5Z",
        "2007-12-03T24:00:00Z",
        "2007-12-03T10:60:00Z",
        "2007-12-03T10:15:61Z",
        "2007-02-29T00:00:00Z",
        "2007-13-01",
        "+007-12-03",
        "2007-12-03T10:15:30+24:00",
        "2007-12-03T10:15:30+1:00",
        "2007-12-03T10:15:30 ",
        "2007-12-03T10:15:30ZZ",
        "2007-12-03T10:15:30+00:60",
        "2007-12-03T10:15:30Ö",
        "2007-12-0Ö",
        "20Ö7-12-03",
        "2007-12-03T10:15:3",
        "2007-12-03T10:15:",
        "2007-12-03T10:15:30+٠٠:00",
    ] {
        assert!(Value::from(text).convert(ColumnType::UtcDateTime).is_err(), "{text}");
    }
    use crate::row::lacks_zone;
    assert!(lacks_zone("2007-12-03 10:15:30") && lacks_zone("2007-12-03"));
    assert!(!lacks_zone("2007-12-03T10:15:30+02:00") && !lacks_zone("never"));
}

#[test]
fn digits_beyond_microseconds_are_cut_off() {
    let naive = Value::NaiveDateTime(at(123_456_999));
    assert_eq!(naive.convert(ColumnType::NaiveDateTime), Ok(Value::NaiveDateTime(at(123_456_000))));
    let instant = Value::UtcDateTime(DateTime::from_timestamp(-1, 999_999_999).unwrap());
    let cut = Value::UtcDateTime(DateTime::from_timestamp(-1, 999_999_000).unwrap());
    assert_eq!(instant.convert(ColumnType::UtcDateTime), Ok(cut));
}

#[test]
fn texts_are_canonical() {
    for (value, expected) in [
        (Value::Null, ""),
        (Value::Float(10.4), "10.4"),
        (Value::Double(42.0), "42"),
        (Value::Double(-0.0), "0"),
        (Value::Float(-0.0), "0"),
        (Value::Double(1e21), "1000000000000000000000"),
        (Value::Double(1e-7), "0.0000001"),
        (Value::Double(f64::NAN), "NaN"),
        (Value::Double(f64::NEG_INFINITY), "-inf"),
        (dec("1.500"), "1.5"),
        (dec("-0.00"), "0"),
        (dec("1e30"), "1000000000000000000000000000000"),
        (Value::NaiveDate(day(7, 1, 2)), "0007-01-02"),
        (Value::NaiveDate(day(-7, 1, 2)), "-0007-01-02"),
        (Value::NaiveDate(day(12_345, 1, 2)), "+12345-01-02"),
        (Value::NaiveDateTime(at(0)), "2007-12-03T10:15:30"),
        (Value::UtcDateTime(at(0).and_utc()), "2007-12-03T10:15:30Z"),
        (Value::UtcDateTime(at(123_000_000).and_utc()), "2007-12-03T10:15:30.123Z"),
        (Value::UtcDateTime(at(123_400_000).and_utc()), "2007-12-03T10:15:30.123400Z"),
        (Value::UtcDateTime(at(999).and_utc()), "2007-12-03T10:15:30Z"),
        (Value::Binary(vec![255, 254]), "//4="),
    ] {
        assert_eq!(text(&value), expected);
    }
    let leap = day(2016, 12, 31).and_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap().and_utc();
    assert_eq!(text(&Value::UtcDateTime(leap)), "2016-12-31T23:59:60.500Z");
    assert_eq!(Value::from("2016-12-31T23:59:60.5Z").convert(ColumnType::UtcDateTime), Ok(Value::UtcDateTime(leap)));
}

#[test]
fn json_texts() {
    for (value, expected) in [
        (Value::Boolean(true), "true"),
        (Value::Long(-1), "-1"),
        (dec("12345678901234567890.50"), "12345678901234567890.5"),
        (Value::Double(1e300), "1e300"),
        (Value::Double(-0.0), "0.0"),
        (Value::Double(f64::NAN), "\"NaN\""),
        (Value::Float(10.4), "10.4"),
        (Value::from("a \"b\"\n"), r#""a \"b\"\n""#),
        (Value::from("{}"), "\"{}\""),
        (Value::NaiveDate(day(2007, 12, 3)), "\"2007-12-03\""),
        (Value::Binary(vec![0, 1]), "\"AAE=\""),
    ] {
        assert_eq!(value.convert(ColumnType::Json), Ok(Value::Json(expected.into())));
    }
}

#[test]
fn null_fits_everything() {
    for to in TYPES {
        assert_eq!(Value::Null.convert(to), Ok(Value::Null));
        assert!(Value::Null.fits(to));
    }
}
