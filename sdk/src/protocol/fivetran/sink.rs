//! The stream of one sync as a sink.

use std::sync::Arc;

use prost::Message;

use super::LARGEST_MESSAGE;
use super::encode::{RowEncoder, truncate, varint, varint_length};
use super::outbox::Outbox;
use super::proto::{self, update_response::Operation};
use super::schema::Layout;
use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint, Warning};
use crate::schema::TableSpec;
use crate::sink::Sink;

/// The most rows that the platform takes in one message.
const MOST_ROWS: usize = 100;

/// From this size on a message is sent with fewer rows, so that wide rows do not pile up on either side.
const FULL: usize = 100 * 1024;

/// Tag and length of a message's records: at most 28 bits of length, as [`LARGEST_MESSAGE`] says.
const HEAD: usize = 6;

/// The tags of `UpdateResponse.record`, `UpdateResponse.records` and `Records.records`.
const RECORD: u8 = 0x0a;
const RECORDS: u8 = 0x32;
const RECORDS_RECORD: u8 = 0x0a;

/// Sends everything to the client, in order.
pub(super) struct StreamSink {
    outbox: Outbox,
    layout: Layout,
    /// Whether the tables that were in the answer to `Schema` have been declared.
    declared: bool,
    /// Encoded records behind room for their head.
    records: Vec<u8>,
    rows: usize,
}

impl StreamSink {
    pub(super) fn new(outbox: Outbox, layout: Layout) -> Self {
        Self { outbox, layout, declared: false, records: vec![0; HEAD], rows: 0 }
    }

    /// Adds a row to the records that wait; sends them when they are enough.
    fn add(&mut self, record: &[u8]) -> Result<()> {
        let size = 1 + varint_length(record.len() as u64) + record.len();
        if size > FULL - HEAD {
            self.flush()?;
            return self.send_alone(record);
        }
        if self.records.len() + size > FULL {
            self.flush()?;
        }
        self.records.push(RECORDS_RECORD);
        varint(&mut self.records, record.len() as u64);
        self.records.extend_from_slice(record);
        self.rows += 1;
        if self.rows == MOST_ROWS { self.flush() } else { Ok(()) }
    }

    fn send_alone(&self, record: &[u8]) -> Result<()> {
        let size = 1 + varint_length(record.len() as u64) + record.len();
        if size > LARGEST_MESSAGE {
            return Err(Error::schema(format!(
                "a row has {size} bytes, and Fivetran takes rows of at most {LARGEST_MESSAGE}"
            ))
            .next_step("leave its largest column out of the selection, or have the connector cut it"));
        }
        let mut message = Vec::with_capacity(size);
        message.push(RECORD);
        varint(&mut message, record.len() as u64);
        message.extend_from_slice(record);
        self.outbox.send(message)
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let room = self.records.capacity();
        let mut next = Vec::with_capacity(room);
        next.resize(HEAD, 0);
        let mut message = std::mem::replace(&mut self.records, next);
        self.rows = 0;
        // The head's length is known only now, so it is written right before the records.
        let length = message.len() - HEAD;
        let start = HEAD - 1 - varint_length(length as u64);
        let mut head = Vec::with_capacity(HEAD);
        head.push(RECORDS);
        varint(&mut head, length as u64);
        message[start..HEAD].copy_from_slice(&head);
        self.outbox.send_bytes(tonic::codegen::Bytes::from(message).slice(start..))
    }

    fn send(&mut self, operation: Operation) -> Result<()> {
        self.flush()?;
        self.outbox.send(message(operation))
    }
}

/// An encoded message of a sync.
pub(super) fn message(operation: Operation) -> Vec<u8> {
    proto::UpdateResponse { operation: Some(operation) }.encode_to_vec()
}

impl Sink for StreamSink {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        if !std::mem::replace(&mut self.declared, true) {
            return Ok(());
        }
        let change = self.layout.lists(tables.iter().map(|table| &**table)).into();
        self.send(Operation::SchemaChange(proto::SchemaChange { change: Some(change) }))
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        let layout = self.layout.clone();
        let mut encoder = RowEncoder::new(&batch, layout.schema(&batch.table));
        batch.rows().try_for_each(|(operation, cells)| self.add(encoder.record(operation, cells)))
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.flush()?;
        let record = truncate(self.layout.schema(table), &table.name);
        self.send_alone(&record)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.send(Operation::Checkpoint(proto::Checkpoint { state_json: checkpoint.text.clone() }))
    }

    /// What was sent cannot be taken back; the platform goes back to the last state it was sent. What was not yet
    /// sent never is.
    fn rollback(&mut self) -> Result<()> {
        self.records.truncate(HEAD);
        self.rows = 0;
        Ok(())
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        self.send(Operation::Warning(proto::Warning { message: crate::secret::redact(&warning.to_string()) }))
    }
}
