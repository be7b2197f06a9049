//! The stream of one sync as a sink.

use std::sync::Arc;

use prost::Message;
use tonic::codegen::Bytes;

use super::encode::truncate;
use super::framing::{MessageEncoding, framed};
use super::outbox::Outbox;
use super::pool::Pool;
use super::proto::{self, update_response::Operation};
use super::schema::Layout;
use crate::error::Result;
use crate::event::{Batch, Checkpoint, Warning};
use crate::schema::TableSpec;
use crate::sink::{Encoding, Sink};

/// Sends everything to the client, in order.
pub(super) struct StreamSink {
    outbox: Outbox,
    layout: Layout,
    /// Whether the tables that were in the answer to `Schema` have been declared.
    declared: bool,
    pool: Pool,
}

impl StreamSink {
    pub(super) fn new(outbox: Outbox, layout: Layout) -> Self {
        Self { outbox, layout, declared: false, pool: Pool::default() }
    }

    fn send(&self, operation: Operation) -> Result<()> {
        self.outbox.send(message(operation))
    }
}

/// An encoded message of a sync.
pub(super) fn message(operation: Operation) -> Bytes {
    framed(&proto::UpdateResponse { operation: Some(operation) }.encode_to_vec())
}

impl Sink for StreamSink {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        if !std::mem::replace(&mut self.declared, true) {
            return Ok(());
        }
        let change = self.layout.lists(tables.iter().map(|table| &**table)).into();
        self.send(Operation::SchemaChange(proto::SchemaChange { change: Some(change) }))
    }

    fn encoding(&self) -> Option<Arc<dyn Encoding>> {
        Some(Arc::new(MessageEncoding { layout: self.layout.clone(), pool: self.pool.clone() }))
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.outbox.send(self.pool.lend(batch.encoded))
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.outbox.send(framed(&truncate(self.layout.schema(table), &table.name)))
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.send(Operation::Checkpoint(proto::Checkpoint { state_json: checkpoint.text.clone() }))
    }

    /// What was sent cannot be taken back; the platform goes back to the last state it was sent.
    fn rollback(&mut self) -> Result<()> {
        Ok(())
    }

    fn warn(&mut self, warning: &Warning) -> Result<()> {
        self.send(Operation::Warning(proto::Warning { message: crate::secret::redact(&warning.to_string()) }))
    }
}
