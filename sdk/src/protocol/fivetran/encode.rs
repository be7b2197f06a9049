//! Rows as the bytes of the protocol's messages, straight from a batch's cells.
//!
//! Going through the generated messages would copy every text and build a map for every row; measured, that took
//! several times as long as all the rest.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::proto::RecordType;
use crate::event::{Batch, Operation};
use crate::row::{Decimal, Value};

/// Field numbers and wire types, each in its one byte.
mod tag {
    pub(super) const RECORD_SCHEMA: u8 = 0x0a;
    pub(super) const RECORD_TABLE: u8 = 0x12;
    pub(super) const RECORD_TYPE: u8 = 0x18;
    pub(super) const RECORD_DATA: u8 = 0x22;
    pub(super) const ENTRY_KEY: u8 = 0x0a;
    pub(super) const ENTRY_VALUE: u8 = 0x12;
    pub(super) const NULL: u8 = 0x08;
    pub(super) const BOOL: u8 = 0x10;
    pub(super) const SHORT: u8 = 0x18;
    pub(super) const INT: u8 = 0x20;
    pub(super) const LONG: u8 = 0x28;
    pub(super) const FLOAT: u8 = 0x35;
    pub(super) const DOUBLE: u8 = 0x39;
    pub(super) const NAIVE_DATE: u8 = 0x42;
    pub(super) const NAIVE_DATETIME: u8 = 0x4a;
    pub(super) const UTC_DATETIME: u8 = 0x52;
    pub(super) const DECIMAL: u8 = 0x5a;
    pub(super) const BINARY: u8 = 0x62;
    pub(super) const STRING: u8 = 0x6a;
    pub(super) const JSON: u8 = 0x72;
    pub(super) const XML: u8 = 0x7a;
    pub(super) const SECONDS: u8 = 0x08;
    pub(super) const NANOS: u8 = 0x10;
}

/// Encodes the rows of one batch, one after the other.
pub(super) struct RowEncoder<'a> {
    batch: &'a Batch,
    /// A row's schema and table.
    head: Vec<u8>,
    /// What stands before each column's value: its name and the value's tag.
    names: Vec<Vec<u8>>,
    row: Vec<u8>,
}

impl<'a> RowEncoder<'a> {
    /// An encoder of a batch whose table the platform knows in this schema.
    pub(super) fn new(batch: &'a Batch, schema: Option<&str>) -> Self {
        let names = batch.columns.iter().map(|column| {
            let mut name = Vec::with_capacity(column.name.len() + 4);
            text(&mut name, tag::ENTRY_KEY, column.name.as_bytes());
            name.push(tag::ENTRY_VALUE);
            name
        });
        let names = names.collect();
        Self { batch, head: head(schema, &batch.table.name), names, row: Vec::new() }
    }

    /// One row as a `Record`.
    pub(super) fn record(&mut self, operation: Operation, cells: &[Option<Value>]) -> &[u8] {
        let row = &mut self.row;
        row.clear();
        row.extend_from_slice(&self.head);
        match operation {
            // The default is left out.
            Operation::Upsert => {}
            Operation::Update => row.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Update as u8]),
            Operation::Delete => row.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Delete as u8]),
        }
        for ((cell, name), column) in cells.iter().zip(&self.names).zip(&self.batch.columns) {
            match cell {
                Some(value) => entry(row, name, value, column.declared.is_some()),
                // A whole row says of every column what it holds; a part of one says nothing of the others.
                None if operation == Operation::Upsert => entry(row, name, &Value::Null, true),
                None => {}
            }
        }
        row
    }
}

/// A `Record` that deletes every row that came before.
pub(super) fn truncate(schema: Option<&str>, table: &str) -> Vec<u8> {
    let mut record = head(schema, table);
    record.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Truncate as u8]);
    record
}

fn head(schema: Option<&str>, table: &str) -> Vec<u8> {
    let mut head = Vec::new();
    if let Some(schema) = schema {
        text(&mut head, tag::RECORD_SCHEMA, schema.as_bytes());
    }
    text(&mut head, tag::RECORD_TABLE, table.as_bytes());
    head
}

/// A cell as an entry of the record's map.
fn entry(out: &mut Vec<u8>, name: &[u8], value: &Value, declared: bool) {
    match value {
        Value::Null => cell(out, name, &[tag::NULL, 1]),
        Value::Boolean(boolean) => cell(out, name, &[tag::BOOL, u8::from(*boolean)]),
        Value::Short(short) => {
            // An inferred column is never a SHORT.
            let tag = if declared { tag::SHORT } else { tag::INT };
            whole(out, name, tag, i64::from(*short));
        }
        Value::Int(int) => whole(out, name, tag::INT, i64::from(*int)),
        Value::Long(long) => {
            let tag = if !declared && i32::try_from(*long).is_ok() { tag::INT } else { tag::LONG };
            whole(out, name, tag, *long);
        }
        Value::Float(float) => {
            let [a, b, c, d] = float.to_le_bytes();
            cell(out, name, &[tag::FLOAT, a, b, c, d]);
        }
        Value::Double(double) => {
            let [a, b, c, d, e, f, g, h] = double.to_le_bytes();
            cell(out, name, &[tag::DOUBLE, a, b, c, d, e, f, g, h]);
        }
        Value::NaiveDate(date) => time(out, name, tag::NAIVE_DATE, midnight(*date), 0),
        Value::NaiveDateTime(datetime) => instant(out, name, tag::NAIVE_DATETIME, datetime.and_utc()),
        Value::UtcDateTime(datetime) => instant(out, name, tag::UTC_DATETIME, *datetime),
        Value::Decimal(decimal) => bytes(out, name, tag::DECIMAL, Short::of_decimal(*decimal).bytes()),
        Value::Binary(binary) => bytes(out, name, tag::BINARY, binary),
        Value::String(string) => bytes(out, name, tag::STRING, string.as_bytes()),
        Value::Json(json) => bytes(out, name, tag::JSON, json.as_bytes()),
        Value::Xml(xml) => bytes(out, name, tag::XML, xml.as_bytes()),
    }
}

/// A cell whose encoded value is known.
#[inline]
fn cell(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    begin(out, name, value.len());
    out.extend_from_slice(value);
}

/// Everything of a cell that stands before its encoded value of this length.
#[inline]
fn begin(out: &mut Vec<u8>, name: &[u8], length: usize) {
    let entry = name.len() + varint_length(length as u64) + length;
    if entry < 0x80 {
        out.extend_from_slice(&[tag::RECORD_DATA, entry as u8]);
        out.extend_from_slice(name);
        out.push(length as u8);
    } else {
        out.push(tag::RECORD_DATA);
        varint(out, entry as u64);
        out.extend_from_slice(name);
        varint(out, length as u64);
    }
}

#[inline]
fn whole(out: &mut Vec<u8>, name: &[u8], tag: u8, number: i64) {
    let mut value = Short::default();
    value.push(tag);
    // A negative number of any width is written as one of 64 bits.
    value.varint(number.cast_unsigned());
    cell(out, name, value.bytes());
}

#[inline]
fn bytes(out: &mut Vec<u8>, name: &[u8], tag: u8, value: &[u8]) {
    begin(out, name, 1 + varint_length(value.len() as u64) + value.len());
    text(out, tag, value);
}

#[inline]
fn text(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    if value.len() < 0x80 {
        out.extend_from_slice(&[tag, value.len() as u8]);
    } else {
        out.push(tag);
        varint(out, value.len() as u64);
    }
    out.extend_from_slice(value);
}

fn instant(out: &mut Vec<u8>, name: &[u8], tag: u8, at: DateTime<Utc>) {
    // Microseconds, as everywhere; a leap second counts on beyond the last one, which the message has no room for.
    let micros = at.timestamp_subsec_micros().min(999_999);
    time(out, name, tag, at.timestamp(), u64::from(micros) * 1000);
}

fn time(out: &mut Vec<u8>, name: &[u8], tag: u8, seconds: i64, nanos: u64) {
    let mut value = Short::default();
    value.push(tag);
    value.push(0);
    for (tag, number) in [(tag::SECONDS, seconds.cast_unsigned()), (tag::NANOS, nanos)] {
        if number != 0 {
            value.push(tag);
            value.varint(number);
        }
    }
    value.bytes[1] = value.length as u8 - 2;
    cell(out, name, value.bytes());
}

/// The few bytes of a number, which need no heap.
struct Short {
    bytes: [u8; Self::ROOM],
    length: usize,
}

impl Default for Short {
    fn default() -> Self {
        Self { bytes: [0; Self::ROOM], length: 0 }
    }
}

impl Short {
    /// A sign, 38 digits, a point and a zero before it; other numbers need less.
    const ROOM: usize = 41;

    #[inline]
    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    #[inline]
    fn varint(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.push(number as u8);
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// A decimal's text, `-12.50`.
    fn of_decimal(decimal: Decimal) -> Self {
        let mut text = Self::default();
        let unscaled = decimal.unscaled();
        let (mut rest, mut digits) = (unscaled.unsigned_abs(), 0);
        // From the last digit to the first, then turned round.
        loop {
            let digit = match u64::try_from(rest) {
                // Dividing 128 bits takes many times as long.
                Ok(small) => {
                    rest = u128::from(small / 10);
                    small % 10
                }
                Err(_) => {
                    let digit = rest % 10;
                    rest /= 10;
                    digit as u64
                }
            };
            text.push(b'0' + digit as u8);
            digits += 1;
            if rest == 0 && digits > decimal.scale() {
                break;
            }
            if digits == decimal.scale() {
                text.push(b'.');
            }
        }
        if unscaled < 0 {
            text.push(b'-');
        }
        text.bytes[..text.length].reverse();
        text
    }
}

fn midnight(date: NaiveDate) -> i64 {
    const EPOCH: i64 = 719_163;
    (i64::from(date.num_days_from_ce()) - EPOCH) * 86_400
}

/// A number in groups of seven bits, the lowest first.
pub(super) fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// How many bytes [`varint`] writes.
pub(super) fn varint_length(number: u64) -> usize {
    (64 - (number | 1).leading_zeros() as usize).div_ceil(7)
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::protocol::fivetran::proto;

    #[test]
    fn a_decimal_is_written_as_it_is_shown() {
        let largest = "9".repeat(38);
        let texts = ["0", "7", "-7", "10", "0.5", "-0.05", "0.00", "123456789012345678901234567890.12345678", &largest];
        let small = format!("-0.{}", "1".repeat(37));
        for text in texts.into_iter().chain([&*small]) {
            let decimal: Decimal = text.parse().unwrap();
            assert_eq!(std::str::from_utf8(Short::of_decimal(decimal).bytes()), Ok(text));
        }
    }

    #[test]
    fn lengths_of_any_size_are_read_back() {
        // Lengths around each step of the length's own length, in the value, the entry and the record.
        for length in (0..300).chain([16_000, 16_383, 16_384, 16_400, 2_097_100, 2_097_152]) {
            let mut out = Vec::new();
            let name = b"\x0a\x01n\x12";
            entry(&mut out, name, &Value::String("x".repeat(length)), true);
            entry(&mut out, b"\x0a\x01m\x12", &Value::Long(-1), true);
            let record = proto::Record::decode(&out[..]).unwrap();
            assert_eq!(record.data.len(), 2);
            let expected = proto::value_type::Inner::String("x".repeat(length));
            assert_eq!(record.data["n"].inner, Some(expected));
            // Not a byte more than the other encoder writes.
            assert_eq!(record.encoded_len(), out.len());
        }
    }

    #[test]
    fn times_before_1970_and_leap_seconds_fit_the_message() {
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 1_500_000).unwrap();
        let early = NaiveDate::from_ymd_opt(1, 1, 1).unwrap().and_hms_micro_opt(0, 0, 0, 1).unwrap();
        for (at, seconds, nanos) in [(leap, 1_483_228_799, 999_999_000), (early, -62_135_596_800, 1000)] {
            let mut out = Vec::new();
            entry(&mut out, b"\x0a\x01n\x12", &Value::NaiveDateTime(at), true);
            let record = proto::Record::decode(&out[..]).unwrap();
            let expected = crate::protocol::fivetran::Timestamp { seconds, nanos };
            assert_eq!(record.data["n"].inner, Some(proto::value_type::Inner::NaiveDatetime(expected)));
        }
    }
}
