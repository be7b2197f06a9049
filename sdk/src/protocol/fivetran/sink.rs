//! The stream of one sync as a sink.

use std::sync::Arc;

use prost::Message;
use tonic::codegen::Bytes;

use super::LARGEST_MESSAGE;
use super::encode::{WireEncoding, truncate};
use super::outbox::{Framed, Outbox};
use super::pool::Pool;
use super::proto::{self, update_response::Operation};
use super::schema::Layout;
use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint, Encoded, Warning};
use crate::schema::TableSpec;
use crate::sink::{Encoding, Sink};

/// The most rows that the platform takes in one message.
const MOST_ROWS: usize = 100;

/// From this size on a message is sent with fewer rows, so that wide rows do not pile up on either side.
const FULL: usize = 100 * 1024;

/// The tag of `UpdateResponse.records`.
const RECORDS: u8 = 0x32;

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

    /// Sends rows that lie one behind the other. A single large one goes without the list around it.
    fn send_rows(&self, rows: Bytes) -> Result<()> {
        if rows.len() <= FULL {
            return self.outbox.send(Framed::list(RECORDS, rows));
        }
        if rows.len() > LARGEST_MESSAGE {
            return Err(Error::schema(format!(
                "a row has {} bytes, and Fivetran takes rows of at most {LARGEST_MESSAGE}",
                rows.len()
            ))
            .next_step("leave its largest column out of the selection, or have the connector cut it"));
        }
        self.outbox.send(Framed::from(rows))
    }

    fn send(&self, operation: Operation) -> Result<()> {
        self.outbox.send(message(operation))
    }
}

/// An encoded message of a sync.
pub(super) fn message(operation: Operation) -> Framed {
    Framed::from(Bytes::from(proto::UpdateResponse { operation: Some(operation) }.encode_to_vec()))
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
        Some(Arc::new(WireEncoding { layout: self.layout.clone(), pool: self.pool.clone() }))
    }

    /// Cuts the rows into messages, of which each is a part of the batch's bytes.
    fn write(&mut self, batch: Batch) -> Result<()> {
        let Encoded { bytes, ends } = batch.encoded;
        if ends.len() != batch.operations.len() {
            return Err(Error::bug("rows came to Fivetran without its encoding"));
        }
        let bytes = self.pool.lend(bytes);
        let (mut start, mut end, mut rows) = (0, 0, 0);
        for next in ends {
            if rows == MOST_ROWS || (rows > 0 && next - start > FULL) {
                self.send_rows(bytes.slice(start..end))?;
                (start, rows) = (end, 0);
            }
            (end, rows) = (next, rows + 1);
        }
        if rows > 0 { self.send_rows(bytes.slice(start..end)) } else { Ok(()) }
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.outbox.send(Framed::from(Bytes::from(truncate(self.layout.schema(table), &table.name))))
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
