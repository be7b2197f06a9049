//! Where rows of all readers come together in one order.
//!
//! Every table has a buffer behind a lock that is held until a full batch is in the channel: operations on one table
//! keep the order in which they were emitted, from however many tasks. A checkpoint takes the state first and the
//! waiting rows of all tables after it, so a state never leaves before a row that it covers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard, mpsc};

use super::buffer::Buffer;

use super::progress::Progress;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::event::{Checkpoint, Event, Warning};
use crate::schema::TableSpec;
use crate::sink::Encoding;
use crate::state::{SavedState, Selection};

/// However many tables there are, no more than about this many bytes of their rows wait.
const MOST_WAITING: usize = 4 * 1024 * 1024;

/// What an emitter is made from.
pub(crate) struct EmitterOptions {
    pub(crate) events: mpsc::Sender<Event>,
    pub(crate) state: SavedState,
    pub(crate) selection: Arc<Selection>,
    pub(crate) declared: Vec<Arc<TableSpec>>,
    pub(crate) strict: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) progress: Arc<Progress>,
    pub(crate) encoding: Option<Arc<dyn Encoding>>,
}

/// Takes rows, state and warnings from readers and sends them to the sink's thread.
pub(crate) struct Emitter {
    events: mpsc::Sender<Event>,
    tables: Mutex<BTreeMap<String, Arc<TableEmitter>>>,
    saved: Mutex<SavedState>,
    /// The state of the last checkpoint.
    checkpointed: Mutex<SavedState>,
    /// When that was, or when the sync began.
    checkpointed_at: Mutex<DateTime<Utc>>,
    /// Counts what is emitted, so that a checkpoint knows what it covers.
    changes: AtomicU64,
    /// The count that the last checkpoint covers.
    covered: AtomicU64,
    /// Whether there is a checkpoint: a sync makes at least one.
    made_one: AtomicBool,
    /// About how many bytes of rows wait in all buffers.
    waiting: AtomicUsize,
    /// Held by whoever makes a checkpoint, so that an older state never follows a newer one.
    checkpoint: AsyncMutex<()>,
    /// Warnings that were given once and for all.
    warned: Mutex<BTreeSet<(String, String)>>,
    large_state: AtomicBool,
    pub(crate) options: Shared,
}

/// The parts of the options that stay as they are.
pub(crate) struct Shared {
    pub(crate) selection: Arc<Selection>,
    pub(crate) strict: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) progress: Arc<Progress>,
    encoding: Option<Arc<dyn Encoding>>,
}

/// One table's buffer.
pub(crate) struct TableEmitter {
    pub(crate) table: Arc<TableSpec>,
    /// Rows of a table that is not selected go nowhere.
    pub(crate) selected: bool,
    buffer: AsyncMutex<Buffer>,
}

impl Emitter {
    pub(crate) fn new(options: EmitterOptions) -> Self {
        let EmitterOptions { events, state, selection, declared, strict, clock, progress, encoding } = options;
        let emitter = Self {
            events,
            tables: Mutex::default(),
            checkpointed: Mutex::new(state.clone()),
            checkpointed_at: Mutex::new(clock.now()),
            saved: Mutex::new(state),
            changes: AtomicU64::new(0),
            covered: AtomicU64::new(0),
            made_one: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            checkpoint: AsyncMutex::default(),
            warned: Mutex::default(),
            large_state: AtomicBool::new(false),
            options: Shared { selection, strict, clock, progress, encoding },
        };
        for table in declared {
            emitter.add(table);
        }
        emitter
    }

    /// Adds a table. Where two tasks come with the same one, the first one's buffer, which may hold rows, stays.
    fn add(&self, table: Arc<TableSpec>) -> Arc<TableEmitter> {
        let name = table.full_name();
        let mut tables = lock(&self.tables);
        let new = || {
            let selected = self.options.selection.includes(&name);
            let (selection, encoding) = (self.options.selection.clone(), self.options.encoding.clone());
            let buffer = AsyncMutex::new(Buffer::new(table.clone(), selection, encoding));
            self.options.progress.open(&name);
            Arc::new(TableEmitter { table, selected, buffer })
        };
        tables.entry(name.clone()).or_insert_with(new).clone()
    }

    /// A table that was declared or opened before.
    pub(crate) fn table(&self, full_name: &str) -> Option<Arc<TableEmitter>> {
        lock(&self.tables).get(full_name).cloned()
    }

    /// Opens a table that comes to light now, and tells the sink before its first row.
    pub(crate) async fn open(&self, table: TableSpec) -> Result<Arc<TableEmitter>> {
        if let Some(known) = self.table(&table.full_name()) {
            return Ok(known);
        }
        let selection = &self.options.selection;
        if selection.includes(&table.full_name()) {
            self.flush_all().await?;
            self.send(Event::Table(Arc::new(selection.narrow(&table)))).await?;
        }
        Ok(self.add(Arc::new(table)))
    }

    /// Adds rows to a table's buffer and sends it when it is full.
    pub(super) async fn emit<R>(&self, table: &TableEmitter, add: impl FnOnce(&mut Buffer) -> Result<R>) -> Result<R> {
        // Who finds nobody there need not wait in line. Nobody is overtaken: a lock that is let go of belongs to the
        // first who waits.
        let mut buffer = match table.buffer.try_lock() {
            Ok(buffer) => buffer,
            Err(_) => table.buffer.lock().await,
        };
        self.changes.fetch_add(1, Ordering::Relaxed);
        let before = buffer.size();
        let added = add(&mut buffer)?;
        let growth = buffer.size() - before;
        let waiting = self.waiting.fetch_add(growth, Ordering::Relaxed) + growth;
        if buffer.is_full() {
            self.flush(&mut buffer).await?;
        } else if waiting >= MOST_WAITING {
            drop(buffer);
            self.flush_all().await?;
        }
        Ok(added)
    }

    /// Sends a buffer's rows. The rows leave the buffer only when the channel has room for them, so that a caller
    /// who gives up waiting loses none.
    async fn flush(&self, buffer: &mut MutexGuard<'_, Buffer>) -> Result<()> {
        if buffer.is_empty() {
            return Ok(());
        }
        let room = self.events.reserve().await.map_err(|_| stopped())?;
        self.waiting.fetch_sub(buffer.size(), Ordering::Relaxed);
        room.send(Event::Rows(buffer.take()));
        Ok(())
    }

    async fn flush_all(&self) -> Result<()> {
        for table in self.all_tables() {
            let mut buffer = table.buffer.lock().await;
            self.flush(&mut buffer).await?;
        }
        Ok(())
    }

    fn all_tables(&self) -> Vec<Arc<TableEmitter>> {
        lock(&self.tables).values().cloned().collect()
    }

    /// Deletes the rows that came before.
    pub(crate) async fn truncate(&self, table: &TableEmitter) -> Result<()> {
        let mut buffer = table.buffer.lock().await;
        self.flush(&mut buffer).await?;
        self.changes.fetch_add(1, Ordering::Relaxed);
        self.send(Event::Truncate(table.table.clone())).await
    }

    /// Deletes the rows of tables before any reader has begun.
    pub(crate) async fn truncate_first(&self, tables: &[Arc<TableSpec>]) -> Result<()> {
        for table in tables {
            self.changes.fetch_add(1, Ordering::Relaxed);
            self.send(Event::Truncate(table.clone())).await?;
        }
        Ok(())
    }

    /// Changes the state that the next checkpoint saves.
    pub(crate) fn change_state<R>(&self, change: impl FnOnce(&mut SavedState) -> Result<R>) -> Result<R> {
        change(&mut lock(&self.saved))
    }

    /// The state as it would be saved now.
    pub(crate) fn state(&self) -> SavedState {
        lock(&self.saved).clone()
    }

    /// The state of the last checkpoint.
    pub(crate) fn checkpointed(&self) -> SavedState {
        lock(&self.checkpointed).clone()
    }

    /// Makes a checkpoint unless nothing has happened since the last one.
    pub(crate) async fn last_checkpoint(&self) -> Result<()> {
        let covered = self.covered.load(Ordering::Relaxed) == self.changes.load(Ordering::Relaxed);
        let unchanged = covered && *lock(&self.saved) == *lock(&self.checkpointed);
        if unchanged && self.made_one.load(Ordering::Relaxed) { Ok(()) } else { self.checkpoint().await }
    }

    /// Makes a point to go back to: every row emitted so far by any reader, and the states as they were last set.
    ///
    /// Nothing is remembered of it before it is in the channel: a caller who gives up waiting has made none.
    pub(crate) async fn checkpoint(&self) -> Result<()> {
        let _one_at_a_time = self.checkpoint.lock().await;
        let covers = self.changes.load(Ordering::Relaxed);
        let checkpoint = Checkpoint::new(self.state())?;
        if SavedState::is_large(&checkpoint.text) && !self.large_state.swap(true, Ordering::Relaxed) {
            let message = format!("the state has {} bytes; from 10,000,000 on it is refused", checkpoint.text.len());
            self.warn(Warning { table: None, message }).await?;
        }
        self.flush_all().await?;
        let room = self.events.reserve().await.map_err(|_| stopped())?;
        self.covered.store(covers, Ordering::Relaxed);
        self.made_one.store(true, Ordering::Relaxed);
        *lock(&self.checkpointed) = checkpoint.state.clone();
        *lock(&self.checkpointed_at) = self.options.clock.now();
        room.send(Event::Checkpoint(checkpoint));
        Ok(())
    }

    /// Ends the sink's work although some reader may not have let go of this. What it still emits is refused.
    pub(crate) async fn end(&self) {
        // Where the sink has ended already there is nothing to do.
        let _ = self.send(Event::End).await;
    }

    /// How long ago the last checkpoint was made, or the sync began.
    pub(crate) fn since_checkpoint(&self) -> Duration {
        (self.options.clock.now() - *lock(&self.checkpointed_at)).to_std().unwrap_or_default()
    }

    /// Throws away what was emitted since the last checkpoint. No other reader may be running.
    pub(crate) async fn rollback(&self) -> Result<()> {
        for table in self.all_tables() {
            let mut buffer = table.buffer.lock().await;
            self.waiting.fetch_sub(buffer.size(), Ordering::Relaxed);
            buffer.take();
        }
        let checkpointed = self.checkpointed();
        *lock(&self.saved) = checkpointed;
        self.send(Event::Rollback).await
    }

    /// Tells the user, after the rows that came before.
    pub(crate) async fn warn(&self, warning: Warning) -> Result<()> {
        tracing::warn!("{warning}");
        self.flush_all().await?;
        self.send(Event::Warning(warning)).await
    }

    /// Tells the user once however often it is found.
    pub(crate) async fn warn_once(&self, table: &str, message: String) -> Result<()> {
        if !lock(&self.warned).insert((table.to_owned(), message.clone())) {
            return Ok(());
        }
        self.warn(Warning { table: Some(table.to_owned()), message }).await
    }

    async fn send(&self, event: Event) -> Result<()> {
        self.events.send(event).await.map_err(|_| stopped())
    }
}

/// The channel closes when the sink has failed or the sync was stopped; whoever did it tells why.
fn stopped() -> Error {
    Error::stopped("the sync was stopped")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
