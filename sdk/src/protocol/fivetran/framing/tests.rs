//! Pieces taken apart again by the generated messages.

use std::sync::Arc;

use prost::Message;

use super::*;
use crate::protocol::fivetran::proto::{self, update_response::Operation as Sent};
use crate::schema::widen::Seen;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};

fn encoder() -> Box<dyn RowEncoder> {
    let text = ColumnSpec { name: "text".into(), column_type: Some(ColumnType::String), description: None };
    let batch = Batch::new(Arc::new(TableSpec::new("notes").column(text)), |_| true);
    MessageEncoding { layout: Layout::of(&"source".into(), []), pool: Pool::default() }.encoder(&batch)
}

fn row(encoder: &mut dyn RowEncoder, operation: Operation, text: &str) -> Result<usize> {
    encoder.begin(operation);
    encoder.cell(0, &Value::String(text.to_owned()));
    encoder.end()
}

/// The messages, each as its rows: the records, and the bytes that the message has.
fn messages(encoder: &mut dyn RowEncoder) -> Vec<(Vec<proto::Record>, usize)> {
    let Encoded { mut bytes, length } = encoder.take();
    bytes.truncate(length);
    let decoded = unframed(bytes.into()).map(|message| {
        let size = message.len();
        let message = proto::UpdateResponse::decode(message).unwrap();
        // Not a byte more than the generated code writes.
        assert_eq!(message.encoded_len(), size);
        match message.operation.unwrap() {
            Sent::Records(records) => (records.records, size),
            Sent::Record(record) => (vec![record], size),
            other => panic!("{other:?}"),
        }
    });
    decoded.collect()
}

fn text(record: &proto::Record) -> &str {
    match &record.data["text"].inner {
        Some(proto::value_type::Inner::String(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn rows_of_every_size_arrive_in_order_in_messages_within_the_limits() {
    let mut encoder = encoder();
    let sizes = (0..400).chain([16_340, 16_384, 60_000, 60_000, FULL - 1, FULL, FULL + 1, 2_097_152, 1, 2]);
    let texts: Vec<String> = sizes.map(|size| format!("{size} {}", "x".repeat(size))).collect();
    for text in &texts {
        row(&mut *encoder, Operation::Upsert, text).unwrap();
    }
    let messages = messages(&mut *encoder);
    let arrived: Vec<_> = messages.iter().flat_map(|(records, _)| records.iter().map(text)).collect();
    assert_eq!(arrived, texts);
    for (records, size) in &messages {
        assert!(records.len() <= MOST_ROWS);
        assert!(*size < FULL + 100 || records.len() == 1, "{} rows in {size} bytes", records.len());
    }
    assert_eq!(messages[0].0.len(), MOST_ROWS);
}

#[test]
fn what_was_begun_and_not_ended_is_not_sent() {
    let mut encoder = encoder();
    assert!(messages(&mut *encoder).is_empty());
    encoder.begin(Operation::Upsert);
    assert!(messages(&mut *encoder).is_empty());
    row(&mut *encoder, Operation::Delete, "a").unwrap();
    encoder.begin(Operation::Upsert);
    encoder.cell(0, &Value::Long(7));
    row(&mut *encoder, Operation::Update, "b").unwrap();
    encoder.begin(Operation::Upsert);
    let sent = messages(&mut *encoder);
    let sent: Vec<_> = sent.iter().flat_map(|(records, _)| records).map(|row| (row.r#type(), text(row))).collect();
    assert_eq!(sent, [(RecordType::Delete, "a"), (RecordType::Update, "b")]);
    // The next piece begins anew.
    row(&mut *encoder, Operation::Upsert, "c").unwrap();
    assert_eq!(messages(&mut *encoder).len(), 1);
}

#[test]
fn a_row_over_the_limit_is_refused_and_the_others_are_sent() {
    let mut encoder = encoder();
    row(&mut *encoder, Operation::Upsert, "before").unwrap();
    let error = row(&mut *encoder, Operation::Upsert, &"x".repeat(LARGEST_MESSAGE)).unwrap_err();
    assert!(error.to_string().contains("takes rows of at most 134217728"), "{error}");
    row(&mut *encoder, Operation::Upsert, "after").unwrap();
    let messages = messages(&mut *encoder);
    let [(records, _)] = &messages[..] else { panic!("{} messages", messages.len()) };
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["before", "after"]);
}

#[test]
fn a_column_more_is_in_the_rows_after_it() {
    let mut encoder = encoder();
    row(&mut *encoder, Operation::Upsert, "narrow").unwrap();
    encoder.widen(&BatchColumn { name: "more".into(), declared: None, inferred: Seen::default() });
    encoder.begin(Operation::Upsert);
    encoder.cell(1, &Value::Boolean(true));
    encoder.end().unwrap();
    let messages = messages(&mut *encoder);
    let columns: Vec<Vec<_>> =
        messages[0].0.iter().map(|record| record.data.keys().map(String::as_str).collect()).collect();
    assert_eq!(columns, [["text"], ["more"]]);
}
