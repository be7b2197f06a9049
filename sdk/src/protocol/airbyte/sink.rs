//! The engine's port: rows become RECORD lines, checkpoints STATE lines.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value as Json, json};

use super::delete::{DELETED_AT, cursor_of};
use super::message::{self, Status};
use super::state::{FULL_REFRESH, Splitter, numbered};
use crate::context::Clock;
use crate::error::Result;
use crate::event::{Batch, Checkpoint};
use crate::protocol::lines::cells;
use crate::protocol::lines::out::Out;
use crate::protocol::lines::recent::Recent;
use crate::protocol::lines::table::{Columns, Told, tell, truncate};
use crate::row::Value;
use crate::schema::TableSpec;
use crate::sink::Sink;
use crate::state::SavedState;

/// What is known of a stream before the sync.
pub(super) struct StreamPlan {
    pub(super) full_name: String,
    pub(super) descriptor: Json,
    pub(super) full_refresh: bool,
    /// Whether the destination has no rows of it that would stay.
    pub(super) starts_empty: bool,
}

/// The streams while they are read; shared by the sink and the command that ends the sync.
#[derive(Clone)]
pub(super) struct Streams(Arc<Mutex<Inner>>);

struct Inner {
    out: Out,
    clock: Arc<dyn Clock>,
    splitter: Splitter,
    streams: BTreeMap<String, Stream>,
    checkpoint: u64,
    state: SavedState,
    /// Whether a line could not be made or written: what was read is not what went out.
    broken: bool,
}

struct Stream {
    plan: StreamPlan,
    /// What a record line begins with, up to its data.
    prefix: Vec<u8>,
    /// What it ends with before the time.
    suffix: Vec<u8>,
    columns: Columns,
    /// Records since the last state.
    records: u64,
    running: bool,
    /// The state as it went out last, or came in.
    last: Map<String, Json>,
    state_sent: bool,
}

impl Streams {
    pub(super) fn new(
        out: Out,
        clock: Arc<dyn Clock>,
        splitter: Splitter,
        plans: Vec<StreamPlan>,
        state: SavedState,
        checkpoint: u64,
    ) -> Result<Self> {
        let mut streams = BTreeMap::new();
        for plan in plans {
            let last = splitter.part(&state, &plan.full_name)?;
            let (prefix, suffix) = frame(&plan.descriptor);
            let stream = Stream {
                prefix,
                suffix,
                columns: Columns::new(),
                records: 0,
                running: false,
                last,
                state_sent: false,
                plan,
            };
            streams.insert(stream.plan.full_name.clone(), stream);
        }
        Ok(Self(Arc::new(Mutex::new(Inner { out, clock, splitter, streams, checkpoint, state, broken: false }))))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sink of the sync.
    pub(super) fn sink(&self) -> AirbyteSink {
        let mut recent = Recent::default();
        for (name, stream) in &self.lock().streams {
            recent.begin(name.clone(), stream.plan.starts_empty);
        }
        AirbyteSink { streams: self.clone(), recent, buffer: Vec::new() }
    }

    /// Tells that the streams begin.
    pub(super) fn start(&self) -> Result<()> {
        let inner = self.lock();
        let now = inner.now();
        inner
            .streams
            .values()
            .try_for_each(|stream| inner.out.message(&message::status(&stream.plan.descriptor, Status::Started, now)))
    }

    /// Tells how each stream ended, after the last state of those that did well.
    pub(super) fn end(&self, is_complete: impl Fn(&str) -> bool) -> Result<()> {
        let inner = &mut *self.lock();
        let now = inner.now();
        for (name, stream) in &mut inner.streams {
            let complete = !inner.broken && is_complete(name);
            if complete && stream.plan.full_refresh {
                let state = message::state(&stream.plan.descriptor, &json!({ FULL_REFRESH: true }), stream.records);
                inner.out.message(&state)?;
            } else if complete && !stream.state_sent {
                let part = numbered(&stream.last, inner.checkpoint);
                inner.out.message(&message::state(&stream.plan.descriptor, &part, stream.records))?;
            }
            let status = if complete { Status::Complete } else { Status::Incomplete };
            inner.out.message(&message::status(&stream.plan.descriptor, status, now))?;
        }
        Ok(())
    }
}

/// `{"type":"RECORD","record":{"stream":"order","namespace":"sales","data":{` and `},"emitted_at":`.
fn frame(descriptor: &Json) -> (Vec<u8>, Vec<u8>) {
    let mut prefix = br#"{"type":"RECORD","record":{"stream":"#.to_vec();
    cells::write_text(&mut prefix, descriptor["name"].as_str().unwrap_or_default());
    if let Some(namespace) = descriptor.get("namespace").and_then(Json::as_str) {
        prefix.extend_from_slice(br#","namespace":"#);
        cells::write_text(&mut prefix, namespace);
    }
    prefix.extend_from_slice(br#","data":{"#);
    (prefix, br#"},"emitted_at":"#.to_vec())
}

impl Inner {
    fn now(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    fn commit(&mut self, state: &SavedState) -> Result<()> {
        self.state = state.clone();
        self.checkpoint += 1;
        for (name, stream) in self.streams.iter_mut().filter(|(_, stream)| !stream.plan.full_refresh) {
            let part = self.splitter.part(state, name)?;
            if stream.records == 0 && part == stream.last {
                continue;
            }
            let message = message::state(&stream.plan.descriptor, &numbered(&part, self.checkpoint), stream.records);
            self.out.message(&message)?;
            stream.last = part;
            stream.records = 0;
            stream.state_sent = true;
        }
        Ok(())
    }
}

/// Writes the lines of a sync.
pub(super) struct AirbyteSink {
    streams: Streams,
    recent: Recent,
    buffer: Vec<u8>,
}

impl AirbyteSink {
    fn note<T>(&self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.streams.lock().broken = true;
        }
        result
    }

    fn write_batch(&mut self, batch: Batch) -> Result<()> {
        let inner = &mut *self.streams.lock();
        let clock_now = inner.clock.now();
        let now = clock_now.timestamp_millis();
        let table = batch.table.clone();
        // The engine drops rows of tables that are not selected.
        let Some(stream) = inner.streams.get_mut(&table.full_name()) else { return Ok(()) };
        stream.columns.follow(&batch.columns, |_| None);
        self.buffer.clear();
        if !stream.running {
            stream.running = true;
            inner.out.message(&message::status(&stream.plan.descriptor, Status::Running, now))?;
        }
        let cursor = table.cursor.as_ref();
        let cursor_slot = cursor.and_then(|name| batch.columns.iter().position(|column| column.name == *name));
        let mut writer = Writer { stream, buffer: &mut self.buffer };
        tell(batch, &mut self.recent, "Airbyte", |told, before| {
            let at = before.map_or(now, |before| now.max(before + 1));
            match told {
                Told::Row(cells) => writer.row(cells, at),
                Told::Gone(cells, row) => {
                    let known = cursor_slot.and_then(|slot| row?.get(slot)?.as_ref());
                    let cursor = cursor_slot.zip(cursor_of(&table, known, clock_now));
                    writer.gone(cells, cursor, &Value::UtcDateTime(clock_now), at);
                }
            }
            at
        })?;
        inner.out.lines(&self.buffer)
    }

    fn truncate_table(&mut self, table: &TableSpec) -> Result<()> {
        let name = table.full_name();
        let inner = &mut *self.streams.lock();
        let clock_now = inner.clock.now();
        let Some(stream) = inner.streams.get_mut(&name) else { return Ok(()) };
        if stream.plan.starts_empty && !stream.running {
            return Ok(());
        }
        self.buffer.clear();
        let cursor_slot = table.cursor.as_ref().and_then(|name| stream.columns.slot_of(name));
        let mut writer = Writer { stream, buffer: &mut self.buffer };
        let all = truncate(table, &mut self.recent, |row, before| {
            let at = clock_now.timestamp_millis().max(before + 1);
            let key = writer.stream.columns.key_only(table, row);
            let cursor = cursor_slot.zip(cursor_of(table, cursor_slot.and_then(|slot| row[slot].as_ref()), clock_now));
            writer.gone(&key, cursor, &Value::UtcDateTime(clock_now), at);
            at
        });
        inner.out.lines(&self.buffer)?;
        if !all {
            let text = format!(
                "table `{name}`: the source emptied it, which an incremental sync cannot tell Airbyte: rows of earlier \
                 syncs stay; sync the stream as a full refresh, or clear it"
            );
            inner.out.message(&message::log(tracing::Level::WARN, &text))?;
        }
        Ok(())
    }
}

struct Writer<'a> {
    stream: &'a mut Stream,
    buffer: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn row(&mut self, cells: &[Option<Value>], at: i64) {
        self.buffer.extend_from_slice(&self.stream.prefix);
        self.stream.columns.write(self.buffer, cells, true);
        self.end(at);
    }

    fn gone(&mut self, key: &[Option<Value>], cursor: Option<(usize, Value)>, now: &Value, at: i64) {
        self.buffer.extend_from_slice(&self.stream.prefix);
        let mut cells = key.to_vec();
        if let Some((slot, value)) = cursor {
            cells[slot] = Some(value);
        }
        self.stream.columns.write(self.buffer, &cells, false);
        self.buffer.push(b',');
        cells::write_text(self.buffer, DELETED_AT);
        self.buffer.push(b':');
        cells::write_value(self.buffer, now, None);
        self.end(at);
    }

    fn end(&mut self, at: i64) {
        self.buffer.extend_from_slice(&self.stream.suffix);
        cells::write_value(self.buffer, &Value::Long(at), None);
        self.buffer.extend_from_slice(b"}}\n");
        self.stream.records += 1;
    }
}

impl Sink for AirbyteSink {
    fn declare(&mut self, _tables: &[Arc<TableSpec>]) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        let result = self.write_batch(batch);
        self.note(result)
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        let result = self.truncate_table(table);
        self.note(result)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        let result = self.streams.lock().commit(&checkpoint.state);
        self.note(result)
    }

    /// Lines cannot be taken back. The platform goes back to the last state that it was sent.
    fn rollback(&mut self) -> Result<()> {
        Ok(())
    }
}
