//! Rows as the bytes of the protocol's messages, straight from a batch's cells.
//!
//! Going through the generated messages would copy every text and build a map for every row; measured, that took
//! several times as long as all the rest.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::number::{Short, extend_short, varint, varint_length};
use super::pool::Pool;
use super::proto::RecordType;
use super::schema::Layout;
use crate::event::{Batch, Operation};
use crate::row::Value;
use crate::sink::{self, Encoding};

/// The tag of `UpdateResponse.record` and of `Records.records`.
pub(super) const RECORD: u8 = 0x0a;

/// Room for a row's length, as most rows need it: from 128 to 16,383 bytes.
const LENGTH_ROOM: usize = 2;

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

/// Rows as the elements of `Records.records`, tag and length included. The tag is also that of `UpdateResponse.record`,
/// so that an element is a message of its own as well.
pub(super) struct WireEncoding {
    pub(super) layout: Layout,
    pub(super) pool: Pool,
}

impl Encoding for WireEncoding {
    fn encoder(&self, batch: &Batch) -> Box<dyn sink::RowEncoder> {
        Box::new(RowEncoder::new(batch, self.layout.schema(&batch.table)))
    }

    fn buffer(&self) -> Vec<u8> {
        self.pool.take()
    }
}

/// Encodes rows of one table, one after the other.
struct RowEncoder {
    /// A row's tag, room for its length, its schema and table.
    head: Vec<u8>,
    columns: Vec<Column>,
}

impl RowEncoder {
    fn new(batch: &Batch, schema: Option<&str>) -> Self {
        let mut start = vec![RECORD];
        start.resize(1 + LENGTH_ROOM, 0);
        start.extend(head(schema, &batch.table.name));
        let columns = batch.columns.iter().map(|column| Column::new(&column.name, column.declared.is_some()));
        Self { head: start, columns: columns.collect() }
    }
}

impl sink::RowEncoder for RowEncoder {
    fn encode(&mut self, operation: Operation, cells: &[Option<Value>], out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&self.head);
        match operation {
            // The default is left out.
            Operation::Upsert => {}
            Operation::Update => out.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Update as u8]),
            Operation::Delete => out.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Delete as u8]),
        }
        for (cell, column) in cells.iter().zip(&self.columns) {
            match cell {
                Some(value) => column.value(out, value),
                // A whole row says of every column what it holds; a part of one says nothing of the others.
                None if operation == Operation::Upsert => column.value(out, &Value::Null),
                None => {}
            }
        }
        set_length(out, start + 1);
    }
}

/// Writes the length of all that follows its room, which begins here and is moved to fit.
fn set_length(out: &mut Vec<u8>, room: usize) {
    let content = room + LENGTH_ROOM;
    let length = out.len() - content;
    let width = varint_length(length as u64);
    if width != LENGTH_ROOM {
        let end = room + width + length;
        out.resize(end.max(out.len()), 0);
        out.copy_within(content..content + length, room + width);
        out.truncate(end);
    }
    for (index, byte) in out[room..room + width].iter_mut().enumerate() {
        let more = if index + 1 < width { 0x80 } else { 0 };
        *byte = (length >> (7 * index)) as u8 & 0x7f | more;
    }
}

/// A message that deletes every row that came before.
pub(super) fn truncate(schema: Option<&str>, table: &str) -> Vec<u8> {
    let mut record = head(schema, table);
    record.extend_from_slice(&[tag::RECORD_TYPE, RecordType::Truncate as u8]);
    let mut message = Vec::new();
    text(&mut message, RECORD, &record);
    message
}

fn head(schema: Option<&str>, table: &str) -> Vec<u8> {
    let mut head = Vec::new();
    if let Some(schema) = schema {
        text(&mut head, tag::RECORD_SCHEMA, schema.as_bytes());
    }
    text(&mut head, tag::RECORD_TABLE, table.as_bytes());
    head
}

/// One column: what stands before its values.
struct Column {
    /// Tag and length of the map's entry, the name, tag and length of the value, the tag in the value. The two lengths
    /// and the last tag are filled in for each value. `None` for a long name.
    prefix: Option<([u8; Self::ROOM], usize)>,
    /// The name, with its tag and length.
    name: Vec<u8>,
    declared: bool,
}

impl Column {
    /// Room for the prefix of a name of up to 26 bytes.
    const ROOM: usize = 32;

    fn new(column: &str, declared: bool) -> Self {
        let mut name = Vec::new();
        text(&mut name, tag::ENTRY_KEY, column.as_bytes());
        let mut prefix = [&[tag::RECORD_DATA, 0][..], &name, &[tag::ENTRY_VALUE, 0, 0]].concat();
        let length = prefix.len();
        prefix.resize(Self::ROOM.max(length), 0);
        let prefix = prefix.try_into().ok().map(|prefix| (prefix, length));
        Self { prefix, name, declared }
    }

    /// A value as an entry of the record's map.
    #[inline]
    fn value(&self, out: &mut Vec<u8>, value: &Value) {
        match value {
            Value::Null => self.cell(out, tag::NULL, &[1]),
            Value::Boolean(boolean) => self.cell(out, tag::BOOL, &[u8::from(*boolean)]),
            Value::Short(short) => {
                // An inferred column is never a SHORT.
                let tag = if self.declared { tag::SHORT } else { tag::INT };
                self.whole(out, tag, i64::from(*short));
            }
            Value::Int(int) => self.whole(out, tag::INT, i64::from(*int)),
            Value::Long(long) => {
                let tag = if !self.declared && i32::try_from(*long).is_ok() { tag::INT } else { tag::LONG };
                self.whole(out, tag, *long);
            }
            Value::Float(float) => self.cell(out, tag::FLOAT, &float.to_le_bytes()),
            Value::Double(double) => self.cell(out, tag::DOUBLE, &double.to_le_bytes()),
            Value::NaiveDate(date) => self.time(out, tag::NAIVE_DATE, midnight(*date), 0),
            Value::NaiveDateTime(datetime) => self.instant(out, tag::NAIVE_DATETIME, datetime.and_utc()),
            Value::UtcDateTime(datetime) => self.instant(out, tag::UTC_DATETIME, *datetime),
            Value::Decimal(decimal) => {
                let digits = Short::of_decimal(*decimal);
                self.begin(out, tag::DECIMAL, 1 + digits.length());
                out.push(digits.length() as u8);
                digits.append_to(out);
            }
            Value::Binary(binary) => self.bytes(out, tag::BINARY, binary),
            Value::String(string) => self.bytes(out, tag::STRING, string.as_bytes()),
            Value::Json(json) => self.bytes(out, tag::JSON, json.as_bytes()),
            Value::Xml(xml) => self.bytes(out, tag::XML, xml.as_bytes()),
        }
    }

    /// Everything of a cell that stands before its value of this length.
    #[inline]
    fn begin(&self, out: &mut Vec<u8>, tag: u8, length: usize) {
        let value = 1 + length;
        let entry = self.name.len() + 1 + varint_length(value as u64) + value;
        match &self.prefix {
            Some((prefix, length)) if entry < 0x80 => {
                let start = out.len();
                extend_short(out, prefix, *length);
                let end = start + length;
                out[start + 1] = entry as u8;
                out[end - 2] = value as u8;
                out[end - 1] = tag;
            }
            _ => {
                out.push(tag::RECORD_DATA);
                varint(out, entry as u64);
                out.extend_from_slice(&self.name);
                out.push(tag::ENTRY_VALUE);
                varint(out, value as u64);
                out.push(tag);
            }
        }
    }

    #[inline]
    fn cell(&self, out: &mut Vec<u8>, tag: u8, value: &[u8]) {
        self.begin(out, tag, value.len());
        out.extend_from_slice(value);
    }

    #[inline]
    fn whole(&self, out: &mut Vec<u8>, tag: u8, number: i64) {
        // A negative number of any width is written as one of 64 bits.
        let number = number.cast_unsigned();
        self.begin(out, tag, varint_length(number));
        varint(out, number);
    }

    #[inline]
    fn bytes(&self, out: &mut Vec<u8>, tag: u8, value: &[u8]) {
        self.begin(out, tag, varint_length(value.len() as u64) + value.len());
        varint(out, value.len() as u64);
        out.extend_from_slice(value);
    }

    fn instant(&self, out: &mut Vec<u8>, tag: u8, at: DateTime<Utc>) {
        // Microseconds, as everywhere; a leap second counts on beyond the last one, which the message has no room for.
        let micros = at.timestamp_subsec_micros().min(999_999);
        self.time(out, tag, at.timestamp(), u64::from(micros) * 1000);
    }

    fn time(&self, out: &mut Vec<u8>, tag: u8, seconds: i64, nanos: u64) {
        let fields = [(tag::SECONDS, seconds.cast_unsigned()), (tag::NANOS, nanos)];
        let given = || fields.into_iter().filter(|(_, number)| *number != 0);
        let length: usize = given().map(|(_, number)| 1 + varint_length(number)).sum();
        self.begin(out, tag, 1 + length);
        out.push(length as u8);
        for (tag, number) in given() {
            out.push(tag);
            varint(out, number);
        }
    }
}

fn text(out: &mut Vec<u8>, tag: u8, value: &[u8]) {
    out.push(tag);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn midnight(date: NaiveDate) -> i64 {
    const EPOCH: i64 = 719_163;
    (i64::from(date.num_days_from_ce()) - EPOCH) * 86_400
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::protocol::fivetran::proto;

    #[test]
    fn lengths_of_any_size_are_read_back() {
        // Lengths around each step of the length's own length, in the value, the entry and the record.
        for length in (0..300).chain([16_000, 16_383, 16_384, 16_400, 2_097_100, 2_097_152]) {
            let mut out = Vec::new();
            Column::new("n", true).value(&mut out, &Value::String("x".repeat(length)));
            Column::new("m", true).value(&mut out, &Value::Long(-1));
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
            Column::new("n", true).value(&mut out, &Value::NaiveDateTime(at));
            let record = proto::Record::decode(&out[..]).unwrap();
            let expected = crate::protocol::fivetran::Timestamp { seconds, nanos };
            assert_eq!(record.data["n"].inner, Some(proto::value_type::Inner::NaiveDatetime(expected)));
        }
    }

    #[test]
    fn the_length_of_a_row_takes_the_room_it_needs() {
        for length in [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152] {
            let mut out = vec![7];
            out.resize(1 + LENGTH_ROOM, 0);
            out.extend((0..length).map(|n| n as u8));
            set_length(&mut out, 1);
            let mut expected = vec![7];
            prost::encode_length_delimiter(length, &mut expected).unwrap();
            expected.extend((0..length).map(|n| n as u8));
            assert!(out == expected, "{length}");
        }
    }
}
