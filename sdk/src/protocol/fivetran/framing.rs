//! Rows as the messages of a sync, in the form in which they go over the connection.
//!
//! Every message has gRPC's five bytes before it: whether it is compressed, and its length. Messages of one batch lie
//! one behind the other, so that they travel as one piece.

use tonic::codegen::Bytes;

use super::LARGEST_MESSAGE;
use super::encode::{Column, head, tag};
use super::pool::{Pool, SMALLEST};
use super::proto::RecordType;
use super::schema::Layout;
use super::wire::{Wire, varint_length};
use crate::error::{Error, Result};
use crate::event::{Batch, BatchColumn, Encoded, Operation};
use crate::row::Value;
use crate::sink::{Encoding, RowEncoder};

/// The most rows that the platform takes in one message.
const MOST_ROWS: usize = 100;

/// From this size on a message is sent with fewer rows, so that wide rows do not pile up on either side.
const FULL: usize = 100 * 1024;

/// What gRPC wants before a message.
const PREFIX: usize = 5;

/// Room for a row's length, as most rows need it: from 128 to 16,383 bytes.
const ROW_LENGTH: usize = 2;

/// Room for what stands before a message's rows: the prefix, the list's tag and its length, as most messages need it.
const MESSAGE_HEAD: usize = PREFIX + 1 + 3;

/// A message as it goes over the connection.
pub(super) fn framed(message: &[u8]) -> Bytes {
    [&prefix(message.len()), message].concat().into()
}

/// The messages of one piece.
pub(crate) fn unframed(mut piece: Bytes) -> impl Iterator<Item = Bytes> {
    std::iter::from_fn(move || {
        let [_, a, b, c, d] = *piece.first_chunk()?;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        Some(piece.split_to(PREFIX + length).slice(PREFIX..))
    })
}

fn prefix(length: usize) -> [u8; PREFIX] {
    let [a, b, c, d] = (length as u32).to_be_bytes();
    [0, a, b, c, d]
}

/// Rows as messages.
pub(super) struct MessageEncoding {
    pub(super) layout: Layout,
    pub(super) pool: Pool,
}

impl Encoding for MessageEncoding {
    fn encoder(&self, batch: &Batch) -> Box<dyn RowEncoder> {
        Box::new(Encoder {
            head: head(self.layout.schema(&batch.table), &batch.table.name),
            columns: batch.columns.iter().map(column).collect(),
            pool: self.pool.clone(),
            wire: Wire::default(),
            message: 0,
            row: 0,
            rows: 0,
        })
    }
}

fn column(column: &BatchColumn) -> Column {
    Column::new(&column.name, column.declared.is_some())
}

/// Encodes rows of one table.
struct Encoder {
    /// A row's schema and table.
    head: Vec<u8>,
    columns: Vec<Column>,
    pool: Pool,
    wire: Wire,
    /// Where the open message begins: with room for its head, as soon as it has a row.
    message: usize,
    /// How many rows it has.
    rows: usize,
    /// Where the row at hand begins, and the last one ended.
    row: usize,
}

impl RowEncoder for Encoder {
    fn begin(&mut self, operation: Operation) {
        self.forget_open_row();
        if self.rows == 0 {
            self.wire.fixed([0; MESSAGE_HEAD]);
            self.row = self.wire.end();
        }
        self.wire.fixed([tag::RECORD, 0, 0]);
        self.wire.slice(&self.head);
        match operation {
            // The default is left out.
            Operation::Upsert => {}
            Operation::Update => self.wire.fixed([tag::RECORD_TYPE, RecordType::Update as u8]),
            Operation::Delete => self.wire.fixed([tag::RECORD_TYPE, RecordType::Delete as u8]),
        }
    }

    fn cell(&mut self, column: usize, value: &Value) {
        self.columns[column].value(&mut self.wire, value);
    }

    fn end(&mut self) -> Result<usize> {
        self.set_row_length();
        let size = self.wire.end() - self.row;
        if size > LARGEST_MESSAGE {
            return Err(Error::schema(format!(
                "a row has {size} bytes, and Fivetran takes rows of at most {LARGEST_MESSAGE}"
            ))
            .next_step("leave its largest column out of the selection, or have the connector cut it"));
        }
        if self.rows > 0 && self.content() > FULL {
            self.close_before_row();
        }
        self.rows += 1;
        self.row = self.wire.end();
        if self.rows == MOST_ROWS || self.content() > FULL {
            self.close();
        }
        Ok(size)
    }

    fn widen(&mut self, new: &BatchColumn) {
        self.columns.push(column(new));
    }

    fn take(&mut self) -> Encoded {
        self.forget_open_row();
        if self.rows > 0 {
            self.close();
        }
        // One of thousands of tables with a row now and then does not need it.
        let next = if self.wire.end() > SMALLEST { self.pool.take() } else { Vec::new() };
        (self.message, self.row) = (0, 0);
        std::mem::replace(&mut self.wire, Wire::in_memory_of(next)).into_encoded()
    }
}

impl Encoder {
    #[inline]
    fn forget_open_row(&mut self) {
        // The room for the head belongs to the message's first row.
        self.wire.truncate(if self.rows == 0 { self.message } else { self.row });
    }

    /// How many bytes the open message's rows have.
    fn content(&self) -> usize {
        self.wire.end() - self.message - MESSAGE_HEAD
    }

    /// Writes the length of the row at hand into its room, and makes the room fit.
    #[inline]
    fn set_row_length(&mut self) {
        let content = self.row + 1 + ROW_LENGTH;
        let length = self.wire.end() - content;
        if let 0x80..0x4000 = length {
            let room = &mut self.wire.written_mut()[self.row + 1..content];
            (room[0], room[1]) = (length as u8 | 0x80, (length >> 7) as u8);
        } else {
            self.wire.shift(content, self.row + 1 + varint_length(length as u64));
            write_varint(&mut self.wire.written_mut()[self.row + 1..], length);
        }
    }

    /// Ends the open message before the row at hand, which becomes the first one of the next.
    fn close_before_row(&mut self) {
        let row = self.wire.written()[self.row..].to_vec();
        self.wire.truncate(self.row);
        self.close();
        self.wire.fixed([0; MESSAGE_HEAD]);
        self.wire.slice(&row);
    }

    /// Ends the open message. A single large row goes without the list around it: its tag is also that of a message's
    /// one record.
    fn close(&mut self) {
        let length = self.content();
        let is_single = self.rows == 1 && length > FULL;
        let list = if is_single { 0 } else { 1 + varint_length(length as u64) };
        let rows = self.message + PREFIX + list;
        if rows != self.message + MESSAGE_HEAD {
            self.wire.shift(self.message + MESSAGE_HEAD, rows);
        }
        let message = &mut self.wire.written_mut()[self.message..];
        message[..PREFIX].copy_from_slice(&prefix(list + length));
        if !is_single {
            message[PREFIX] = tag::RECORDS;
            write_varint(&mut message[PREFIX + 1..], length);
        }
        (self.message, self.row, self.rows) = (self.wire.end(), self.wire.end(), 0);
    }
}

fn write_varint(mut room: &mut [u8], number: usize) {
    prost::encoding::encode_varint(number as u64, &mut room);
}

#[cfg(test)]
mod tests;
