//! How far a sync is, for whoever shows it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::event::{Batch, Operation};
use crate::row::Value;

/// Counts what the sink of a sync has taken. Cheap to read at any time from any thread.
///
/// What the sync takes back, because a reader or the sink has failed, is taken off again: at the end it counts what
/// the checkpoints have saved.
#[derive(Debug, Default)]
pub struct Progress {
    tables: Mutex<BTreeMap<String, Arc<TableProgress>>>,
    checkpoints: AtomicU64,
    /// The counts at the last checkpoint, of the tables that were counted since.
    uncommitted: Mutex<BTreeMap<String, Counts>>,
}

/// Counts what has been taken of one table.
#[derive(Debug, Default)]
pub struct TableProgress {
    upserts: AtomicU64,
    updates: AtomicU64,
    deletes: AtomicU64,
    truncates: AtomicU64,
    cursor: Mutex<Option<String>>,
}

/// What was counted of a table.
#[derive(Debug)]
struct Counts {
    upserts: u64,
    updates: u64,
    deletes: u64,
    truncates: u64,
    cursor: Option<String>,
}

impl Progress {
    /// Every table that has been opened, by full name.
    pub fn tables(&self) -> BTreeMap<String, Arc<TableProgress>> {
        lock(&self.tables).clone()
    }

    /// The checkpoints that the sink has made durable.
    pub fn checkpoints(&self) -> u64 {
        self.checkpoints.load(Ordering::Relaxed)
    }

    /// Shows a table before its first row.
    pub(super) fn open(&self, name: &str) {
        self.table(name);
    }

    /// Counts a whole batch, so that the count costs nothing per row.
    pub(crate) fn batch(&self, batch: &Batch) {
        self.change(&batch.table.full_name()).batch(batch);
    }

    /// Counts a truncate.
    pub(crate) fn truncate(&self, table: &str) {
        self.change(table).truncates.fetch_add(1, Ordering::Relaxed);
    }

    /// What was counted so far stays.
    pub(crate) fn commit(&self) {
        lock(&self.uncommitted).clear();
        self.checkpoints.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes off what was counted since the last checkpoint.
    pub(crate) fn rollback(&self) {
        for (name, before) in std::mem::take(&mut *lock(&self.uncommitted)) {
            self.table(&name).reset(before);
        }
    }

    /// A table whose counts are about to change.
    fn change(&self, name: &str) -> Arc<TableProgress> {
        let table = self.table(name);
        lock(&self.uncommitted).entry(name.to_owned()).or_insert_with(|| table.counts());
        table
    }

    fn table(&self, name: &str) -> Arc<TableProgress> {
        let mut tables = lock(&self.tables);
        if let Some(table) = tables.get(name) {
            return table.clone();
        }
        tables.entry(name.to_owned()).or_default().clone()
    }
}

impl TableProgress {
    /// Rows upserted.
    pub fn upserts(&self) -> u64 {
        self.upserts.load(Ordering::Relaxed)
    }

    /// Rows updated.
    pub fn updates(&self) -> u64 {
        self.updates.load(Ordering::Relaxed)
    }

    /// Rows deleted one by one.
    pub fn deletes(&self) -> u64 {
        self.deletes.load(Ordering::Relaxed)
    }

    /// Times the whole table was truncated.
    pub fn truncates(&self) -> u64 {
        self.truncates.load(Ordering::Relaxed)
    }

    /// Rows of all operations.
    pub fn rows(&self) -> u64 {
        self.upserts() + self.updates() + self.deletes()
    }

    /// The cursor column of the last row, as text.
    pub fn cursor(&self) -> Option<String> {
        lock(&self.cursor).clone()
    }

    fn counts(&self) -> Counts {
        Counts {
            upserts: self.upserts(),
            updates: self.updates(),
            deletes: self.deletes(),
            truncates: self.truncates(),
            cursor: self.cursor(),
        }
    }

    fn reset(&self, to: Counts) {
        self.upserts.store(to.upserts, Ordering::Relaxed);
        self.updates.store(to.updates, Ordering::Relaxed);
        self.deletes.store(to.deletes, Ordering::Relaxed);
        self.truncates.store(to.truncates, Ordering::Relaxed);
        *lock(&self.cursor) = to.cursor;
    }

    fn batch(&self, batch: &Batch) {
        let count = |wanted| batch.operations.iter().filter(|operation| **operation == wanted).count() as u64;
        self.upserts.fetch_add(count(Operation::Upsert), Ordering::Relaxed);
        self.updates.fetch_add(count(Operation::Update), Ordering::Relaxed);
        self.deletes.fetch_add(count(Operation::Delete), Ordering::Relaxed);
        let cursor = batch.table.cursor.as_ref();
        let slot = cursor.and_then(|name| batch.columns.iter().position(|column| column.name == *name));
        let last = batch.rows().filter(|(operation, _)| *operation == Operation::Upsert).last();
        if let (Some(slot), Some((_, cells))) = (slot, last)
            && let Some(Some(value)) = cells.get(slot)
            && !matches!(value, Value::Null)
        {
            *lock(&self.cursor) = Some(value.to_string());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
