//! The engine's port: tables become SCHEMA lines, rows RECORD lines, checkpoints STATE lines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use super::args::Extensions;
use super::catalog::{DELETED_AT, schema, stream_id};
use crate::context::Clock;
use crate::error::{Error, Result};
use crate::event::{Batch, Checkpoint};
use crate::protocol::lines::cells;
use crate::protocol::lines::ordered::Object;
use crate::protocol::lines::out::Out;
use crate::protocol::lines::recent::Recent;
use crate::protocol::lines::table::{Columns, Told, tell, truncate};
use crate::row::Value;
use crate::schema::widen::Seen;
use crate::schema::{ColumnType, Name, TableSpec};
use crate::sink::Sink;
use crate::state::{SavedState, Selection};

/// What a sync is made with.
pub(super) struct SinkOptions {
    pub(super) out: Out,
    pub(super) err: Out,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) extensions: Extensions,
    pub(super) selection: Selection,
    /// Full names of the tables that are read from the start.
    pub(super) full_tables: Vec<String>,
    /// The state before the sync.
    pub(super) state: SavedState,
    /// Full names of the tables that an earlier sync wrote.
    pub(super) known: BTreeSet<String>,
}

/// What came of the sync, by stream.
pub(super) type Counts = Arc<Mutex<BTreeMap<String, u64>>>;

/// Writes the lines of a sync.
pub(super) struct SingerSink {
    options: SinkOptions,
    counts: Counts,
    streams: BTreeMap<String, Stream>,
    recent: Recent,
    buffer: Vec<u8>,
    last: SavedState,
    /// Whether anything went out since the last state.
    changed: bool,
}

struct Stream {
    id: String,
    /// What a record line begins with, up to its cells.
    prefix: Vec<u8>,
    columns: Columns,
    /// The columns of the last SCHEMA.
    types: Vec<(Name, Option<ColumnType>)>,
    /// What the values of columns without a declared type were so far.
    seen: BTreeMap<Name, Seen>,
    is_described: bool,
    version: Option<i64>,
    records: u64,
    untold: u64,
    starts_empty: bool,
}

impl SingerSink {
    pub(super) fn new(options: SinkOptions) -> (Self, Counts) {
        let counts = Counts::default();
        let sink = Self {
            last: options.state.clone(),
            options,
            counts: counts.clone(),
            streams: BTreeMap::new(),
            recent: Recent::default(),
            buffer: Vec::new(),
            changed: true,
        };
        (sink, counts)
    }

    /// A stream, made when its table comes to light.
    fn begin(&mut self, table: &TableSpec) {
        let full_name = table.full_name();
        if self.streams.contains_key(&full_name) {
            return;
        }
        let starts_empty = !self.options.known.contains(&full_name);
        let full_table = self.options.full_tables.contains(&full_name);
        self.recent.begin(full_name.clone(), starts_empty || (full_table && self.options.extensions.versions));
        let id = stream_id(table);
        let mut prefix = br#"{"type":"RECORD","stream":"#.to_vec();
        cells::write_text(&mut prefix, &id);
        prefix.extend_from_slice(br#","record":{"#);
        let selected =
            table.columns.iter().filter(|column| self.options.selection.includes_column(table, &column.name));
        let stream = Stream {
            id,
            prefix,
            // The SCHEMA lacks them too.
            columns: Columns::only_typed(),
            types: selected.map(|column| (column.name.clone(), column.column_type)).collect(),
            seen: BTreeMap::new(),
            is_described: false,
            // Later than the version of any sync before.
            version: self.options.extensions.versions.then(|| self.options.clock.now().timestamp()),
            records: 0,
            untold: 0,
            starts_empty,
        };
        self.streams.insert(full_name, stream);
    }

    /// Emits the SCHEMA, and what follows the first one.
    fn describe(&mut self, table: &TableSpec) -> Result<()> {
        let full_name = table.full_name();
        let Some(stream) = self.streams.get_mut(&full_name) else { return Ok(()) };
        let message = Object::new()
            .with("type", "SCHEMA")
            .with("stream", &*stream.id)
            .with("schema", schema(table, &stream.types, self.options.extensions.deletes))
            .with("key_properties", json!(table.primary_key))
            .with_some("bookmark_properties", table.cursor.as_ref().map(|cursor| json!([cursor])));
        self.options.out.message(&message)?;
        if !std::mem::replace(&mut stream.is_described, true) && self.options.full_tables.contains(&full_name) {
            self.activate(&full_name)?;
        }
        Ok(())
    }

    fn activate(&self, full_name: &str) -> Result<()> {
        match self.streams.get(full_name) {
            Some(Stream { id, version: Some(version), .. }) => {
                let message = Object::new().with("type", "ACTIVATE_VERSION").with("stream", &**id);
                self.options.out.message(&message.with("version", *version))
            }
            _ => Ok(()),
        }
    }

    /// Whether the columns or their types are no longer those of the last SCHEMA.
    fn grow(&mut self, batch: &Batch) -> bool {
        let Some(stream) = self.streams.get_mut(&batch.table.full_name()) else { return false };
        let mut grown = !stream.is_described;
        for column in batch.columns.iter().filter(|column| column.declared.is_none()) {
            let seen = stream.seen.entry(column.name.clone()).or_default();
            seen.merge(&column.inferred);
            let after = seen.column_type();
            match stream.types.iter_mut().find(|(name, _)| *name == column.name) {
                Some((_, known)) if *known == after => {}
                Some((_, known)) => {
                    *known = after;
                    grown = true;
                }
                None => {
                    stream.types.push((column.name.clone(), after));
                    grown |= after.is_some();
                }
            }
        }
        grown
    }

    fn write_batch(&mut self, batch: Batch) -> Result<()> {
        let table = batch.table.clone();
        let full_name = table.full_name();
        self.begin(&table);
        if self.grow(&batch) {
            self.describe(&table)?;
        }
        let now = self.options.clock.now();
        let end = record_end(now);
        let deletes = self.options.extensions.deletes && !table.primary_key.is_empty();
        let Some(stream) = self.streams.get_mut(&full_name) else { return Ok(()) };
        let types = &stream.types;
        stream.columns.follow(&batch.columns, |name| types.iter().find(|(known, _)| known == name)?.1);
        self.buffer.clear();
        let buffer = &mut self.buffer;
        let records = stream.records;
        tell(batch, &mut self.recent, "Singer", |told, _| {
            match told {
                Told::Row(cells) => stream.record(buffer, cells, true, deletes.then_some(None), &end),
                Told::Gone(cells, _) if deletes => stream.record(buffer, cells, false, Some(Some(now)), &end),
                Told::Gone(..) => stream.untold += 1,
            }
            0
        })?;
        self.changed |= stream.records > records;
        if !self.buffer.is_empty() {
            self.options.out.lines(&self.buffer)?;
        }
        Ok(())
    }

    fn truncate_table(&mut self, table: &TableSpec) -> Result<()> {
        self.begin(table);
        let full_name = table.full_name();
        let now = self.options.clock.now();
        let versions = self.options.extensions.versions;
        let deletes = self.options.extensions.deletes && !table.primary_key.is_empty() && !versions;
        let Some(stream) = self.streams.get_mut(&full_name) else { return Ok(()) };
        if stream.starts_empty && stream.records == 0 {
            return Ok(());
        }
        self.changed = true;
        self.buffer.clear();
        let buffer = &mut self.buffer;
        let all = truncate(table, &mut self.recent, |row, _| {
            if deletes {
                let key = stream.columns.key_only(table, row);
                stream.record(buffer, &key, false, Some(Some(now)), &record_end(now));
            }
            0
        });
        if let Some(version) = &mut stream.version {
            *version = now.timestamp().max(*version + 1);
            if !stream.is_described {
                self.describe(table)?;
            }
            return self.activate(&full_name);
        }
        if !self.buffer.is_empty() {
            self.options.out.lines(&self.buffer)?;
        }
        if !(deletes && all) {
            self.warn_user(&format!(
                "table `{full_name}`: the source emptied it, and rows of before stay in the target; \
                 `--activate-version` has targets that know it drop them"
            ))?;
        }
        Ok(())
    }

    fn warn_user(&self, text: &str) -> Result<()> {
        self.options.err.text(&format!("WARNING {}", crate::secret::redact(text)))
    }
}

/// `,"time_extracted":"2026-01-31T12:00:00Z"}` and the end of the line.
fn record_end(now: DateTime<Utc>) -> Vec<u8> {
    let mut end = br#","time_extracted":"#.to_vec();
    cells::write_value(&mut end, &Value::UtcDateTime(now), None);
    end.extend_from_slice(b"}\n");
    end
}

impl Stream {
    /// Appends a record; `deleted` is the value of `_sdc_deleted_at`, if the stream has the column.
    fn record(
        &mut self,
        out: &mut Vec<u8>,
        cells: &[Option<Value>],
        whole: bool,
        deleted: Option<Option<DateTime<Utc>>>,
        end: &[u8],
    ) {
        out.extend_from_slice(&self.prefix);
        let start = out.len();
        self.columns.write(out, cells, whole);
        if let Some(deleted) = deleted {
            if out.len() > start {
                out.push(b',');
            }
            cells::write_text(out, DELETED_AT);
            out.push(b':');
            cells::write_value(out, &deleted.map_or(Value::Null, Value::UtcDateTime), None);
        }
        out.push(b'}');
        if let Some(version) = self.version {
            out.extend_from_slice(br#","version":"#);
            cells::write_value(out, &Value::Long(version), None);
        }
        out.extend_from_slice(end);
        self.records += 1;
    }
}

/// The value of a STATE: what is kept per table is called bookmarks.
pub(super) fn state_value(state: &SavedState) -> Result<Json> {
    let mut value =
        serde_json::to_value(state).map_err(|error| Error::bug(format!("the state has no JSON form: {error}")))?;
    if let Some(object) = value.as_object_mut() {
        let tables = object.remove("tables").unwrap_or_else(|| json!({}));
        object.insert("bookmarks".into(), tables);
    }
    Ok(value)
}

impl Sink for SingerSink {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        for table in tables {
            self.begin(table);
            let typed =
                |name: &Name| table.columns.iter().any(|column| column.name == *name && column.column_type.is_some());
            // A target refuses a key that is not among the columns; such a table waits for its first rows.
            if !table.columns.is_empty() && table.primary_key.iter().all(typed) {
                self.describe(table)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.write_batch(batch)
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.truncate_table(table)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        {
            let mut counts: MutexGuard<'_, _> = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            for stream in self.streams.values() {
                counts.insert(stream.id.clone(), stream.records);
            }
        }
        if !std::mem::take(&mut self.changed) && checkpoint.state == self.last {
            return Ok(());
        }
        self.last.clone_from(&checkpoint.state);
        self.options.out.message(&Object::new().with("type", "STATE").with("value", state_value(&checkpoint.state)?))
    }

    /// Lines cannot be taken back. The target goes back to the last state that it was sent.
    fn rollback(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Drop for SingerSink {
    /// The engine drops the sink at the end of the sync, whichever way it went.
    fn drop(&mut self) {
        for (name, stream) in self.streams.iter().filter(|(_, stream)| stream.untold > 0) {
            let text = format!(
                "table `{name}`: {} deleted rows stay in the target; `--deletes` has them marked as deleted",
                stream.untold
            );
            // Where the warning cannot be written there is nobody to read it.
            let _ = self.warn_user(&text);
        }
    }
}
