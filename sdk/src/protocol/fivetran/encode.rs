//! Cells as the bytes of the protocol's messages.
//!
//! Going through the generated messages would copy every text and build a map for every row; measured, that took
//! several times as long as all the rest.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::decimal::Text;
use super::proto::RecordType;
use super::wire::{SPARE, Wire, varint_length};
use crate::row::Value;

/// Field numbers and wire types, each in its one byte.
pub(super) mod tag {
    /// `UpdateResponse.record`, and `Records.records`: a row is a message of its own as well.
    pub(crate) const RECORD: u8 = 0x0a;
    /// `UpdateResponse.records`.
    pub(crate) const RECORDS: u8 = 0x32;
    pub(super) const RECORD_SCHEMA: u8 = 0x0a;
    pub(super) const RECORD_TABLE: u8 = 0x12;
    pub(crate) const RECORD_TYPE: u8 = 0x18;
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

/// A message that deletes every row that came before.
pub(super) fn truncate(schema: Option<&str>, table: &str) -> Vec<u8> {
    let record = [&head(schema, table)[..], &[tag::RECORD_TYPE, RecordType::Truncate as u8]].concat();
    let mut message = Wire::default();
    message.field(tag::RECORD, &record);
    message.written().to_vec()
}

/// What every row of a table begins with.
pub(super) fn head(schema: Option<&str>, table: &str) -> Vec<u8> {
    let mut head = Wire::default();
    if let Some(schema) = schema {
        head.field(tag::RECORD_SCHEMA, schema.as_bytes());
    }
    head.field(tag::RECORD_TABLE, table.as_bytes());
    head.written().to_vec()
}

/// One column: what stands before its values.
pub(super) struct Column {
    /// Tag and length of the map's entry, the name, tag and length of the value, the tag in the value. The two lengths
    /// and the last tag are filled in for each value. `None` for a long name.
    prefix: Option<([u8; SPARE], usize)>,
    /// The name, with its tag and length.
    name: Vec<u8>,
    declared: bool,
}

impl Column {
    pub(super) fn new(column: &str, declared: bool) -> Self {
        let mut name = Wire::default();
        name.field(tag::ENTRY_KEY, column.as_bytes());
        let name = name.written().to_vec();
        let mut prefix = [&[tag::RECORD_DATA, 0][..], &name, &[tag::ENTRY_VALUE, 0, 0]].concat();
        let length = prefix.len();
        prefix.resize(SPARE.max(length), 0);
        let prefix = prefix.try_into().ok().map(|prefix| (prefix, length));
        Self { prefix, name, declared }
    }

    /// A value as an entry of the record's map.
    #[inline]
    pub(super) fn value(&self, out: &mut Wire, value: &Value) {
        match value {
            Value::Null => self.cell(out, tag::NULL, [1]),
            Value::Boolean(boolean) => self.cell(out, tag::BOOL, [u8::from(*boolean)]),
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
            Value::Float(float) => self.cell(out, tag::FLOAT, float.to_le_bytes()),
            Value::Double(double) => self.cell(out, tag::DOUBLE, double.to_le_bytes()),
            Value::NaiveDate(date) => self.time(out, tag::NAIVE_DATE, midnight(*date), 0),
            Value::NaiveDateTime(datetime) => self.instant(out, tag::NAIVE_DATETIME, datetime.and_utc()),
            Value::UtcDateTime(datetime) => self.instant(out, tag::UTC_DATETIME, *datetime),
            Value::Decimal(decimal) => {
                let text = Text::of(*decimal);
                self.begin(out, tag::DECIMAL, 1 + text.length());
                out.fixed([text.length() as u8]);
                text.write(out.spare());
                out.advance(text.length());
            }
            Value::Binary(binary) => self.bytes(out, tag::BINARY, binary),
            Value::String(string) => self.bytes(out, tag::STRING, string.as_bytes()),
            Value::Json(json) => self.bytes(out, tag::JSON, json.as_bytes()),
            Value::Xml(xml) => self.bytes(out, tag::XML, xml.as_bytes()),
        }
    }

    /// Everything of a cell that stands before its value of this length.
    #[inline]
    fn begin(&self, out: &mut Wire, tag: u8, length: usize) {
        let value = 1 + length;
        match &self.prefix {
            // Lengths of one byte each.
            Some((prefix, length)) if value < 0x80 && self.name.len() + 2 + value < 0x80 => {
                let spare = out.spare();
                spare.copy_from_slice(prefix);
                spare[1] = (self.name.len() + 2 + value) as u8;
                spare[length - 2] = value as u8;
                spare[length - 1] = tag;
                out.advance(*length);
            }
            _ => self.begin_long(out, tag, value),
        }
    }

    #[cold]
    fn begin_long(&self, out: &mut Wire, tag: u8, value: usize) {
        let entry = self.name.len() + 1 + varint_length(value as u64) + value;
        out.fixed([tag::RECORD_DATA]);
        out.varint(entry as u64);
        out.slice(&self.name);
        out.fixed([tag::ENTRY_VALUE]);
        out.varint(value as u64);
        out.fixed([tag]);
    }

    #[inline]
    fn cell<const N: usize>(&self, out: &mut Wire, tag: u8, value: [u8; N]) {
        self.begin(out, tag, N);
        out.fixed(value);
    }

    #[inline]
    fn whole(&self, out: &mut Wire, tag: u8, number: i64) {
        // A negative number of any width is written as one of 64 bits.
        let number = number.cast_unsigned();
        self.begin(out, tag, varint_length(number));
        out.varint(number);
    }

    #[inline]
    fn bytes(&self, out: &mut Wire, tag: u8, value: &[u8]) {
        self.begin(out, tag, varint_length(value.len() as u64) + value.len());
        out.varint(value.len() as u64);
        out.slice(value);
    }

    fn instant(&self, out: &mut Wire, tag: u8, at: DateTime<Utc>) {
        // Microseconds, as everywhere; a leap second counts on beyond the last one, which the message has no room for.
        let micros = at.timestamp_subsec_micros().min(999_999);
        self.time(out, tag, at.timestamp(), u64::from(micros) * 1000);
    }

    fn time(&self, out: &mut Wire, tag: u8, seconds: i64, nanos: u64) {
        let fields = [(tag::SECONDS, seconds.cast_unsigned()), (tag::NANOS, nanos)];
        let given = || fields.into_iter().filter(|(_, number)| *number != 0);
        let length: usize = given().map(|(_, number)| 1 + varint_length(number)).sum();
        self.begin(out, tag, 1 + length);
        out.fixed([length as u8]);
        for (tag, number) in given() {
            out.fixed([tag]);
            out.varint(number);
        }
    }
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
            let mut out = Wire::default();
            Column::new("n", true).value(&mut out, &Value::String("x".repeat(length)));
            Column::new("m", true).value(&mut out, &Value::Long(-1));
            let record = proto::Record::decode(out.written()).unwrap();
            assert_eq!(record.data.len(), 2);
            let expected = proto::value_type::Inner::String("x".repeat(length));
            assert_eq!(record.data["n"].inner, Some(expected));
            // Not a byte more than the other encoder writes.
            assert_eq!(record.encoded_len(), out.written().len());
        }
    }

    #[test]
    fn times_before_1970_and_leap_seconds_fit_the_message() {
        let leap = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 1_500_000).unwrap();
        let early = NaiveDate::from_ymd_opt(1, 1, 1).unwrap().and_hms_micro_opt(0, 0, 0, 1).unwrap();
        for (at, seconds, nanos) in [(leap, 1_483_228_799, 999_999_000), (early, -62_135_596_800, 1000)] {
            let mut out = Wire::default();
            Column::new("n", true).value(&mut out, &Value::NaiveDateTime(at));
            let record = proto::Record::decode(out.written()).unwrap();
            let expected = crate::protocol::fivetran::Timestamp { seconds, nanos };
            assert_eq!(record.data["n"].inner, Some(proto::value_type::Inner::NaiveDatetime(expected)));
        }
    }
}
