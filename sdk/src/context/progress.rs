//! How far a sync is, for whoever shows it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::event::{Batch, Operation};
use crate::row::Value;

/// Counts what a sync has emitted. Cheap to read at any time from any thread.
#[derive(Debug, Default)]
pub struct Progress {
    tables: Mutex<BTreeMap<String, Arc<TableProgress>>>,
    checkpoints: AtomicU64,
}

/// Counts what has been emitted for one table.
#[derive(Debug, Default)]
pub struct TableProgress {
    upserts: AtomicU64,
    updates: AtomicU64,
    deletes: AtomicU64,
    truncates: AtomicU64,
    cursor: Mutex<Option<String>>,
}

impl Progress {
    /// Every table that has been opened, by full name.
    pub fn tables(&self) -> BTreeMap<String, Arc<TableProgress>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The checkpoints so far.
    pub fn checkpoints(&self) -> u64 {
        self.checkpoints.load(Ordering::Relaxed)
    }

    pub(super) fn checkpoint(&self) {
        self.checkpoints.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn table(&self, name: &str) -> Arc<TableProgress> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// The cursor column of the last row that was sent, as text.
    pub fn cursor(&self) -> Option<String> {
        self.cursor.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn truncate(&self) {
        self.truncates.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a whole batch, so that the count costs nothing per row.
    pub(super) fn batch(&self, batch: &Batch) {
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
            let text = value.to_string();
            *self.cursor.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
        }
    }
}
