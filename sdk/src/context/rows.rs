//! The rows of a typed table.

use std::pin::Pin;
use std::sync::Arc;

use super::argument::Argument;
use super::buffer::Buffer;
use super::emitter::{Emitter, TableEmitter};
use super::reader_context::ReaderContext;
use super::watch::{Watch, Watches};
use crate::error::{Error, Result};
use crate::event::{Operation, Warning};
use crate::schema::{Name, TableSpec};
use crate::table::{Keyed, PartialRow, Table};

/// How many rows of an iterator are added before other tasks may add theirs.
const ROWS_AT_ONCE: usize = 256;

/// Writes rows of table `T`.
///
/// Operations on a table apply in the order in which they are made. Clones write to the same table, so many tasks
/// can share it. Each method waits while the destination is behind, and fails once the sync has been stopped.
///
/// Rows become durable with the next checkpoint: the author's or the one at the end of the reader.
pub struct Rows<T> {
    emitter: Arc<Emitter>,
    table: Arc<TableEmitter>,
    /// Whose cursor follows these rows.
    watch: Option<Arc<dyn Watch<T>>>,
    watches: Arc<Watches>,
    /// What `T` can do as a table. It is taken along and not asked for by the methods, so that a struct that is no
    /// table is one mistake, at the reader's argument, and not one more at each call.
    upsert: fn(&mut Buffer, T) -> Result<Option<Box<Name>>>,
}

impl<T> Clone for Rows<T> {
    fn clone(&self) -> Self {
        Self {
            emitter: self.emitter.clone(),
            table: self.table.clone(),
            watch: self.watch.clone(),
            watches: self.watches.clone(),
            upsert: self.upsert,
        }
    }
}

impl<T: 'static> Rows<T> {
    /// Inserts the row, or replaces the one with the same key; a deleted one comes back to life.
    ///
    /// Fails with kind [`Schema`](crate::ErrorKind::Schema) when a value does not fit its column.
    pub async fn upsert(&self, row: T) -> Result<()> {
        if !self.table.selected {
            return Ok(());
        }
        let told = self.see(&row);
        let not_finite = self.emitter.emit(&self.table, |buffer| (self.upsert)(buffer, row)).await?;
        self.tell(told).await?;
        self.warn_not_finite(not_finite).await
    }

    /// Upserts every row of an iterator; quicker than one by one, and as lazy.
    pub async fn upsert_all<I>(&self, rows: I) -> Result<()>
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send,
    {
        if !self.table.selected {
            return Ok(());
        }
        let mut rows = rows.into_iter();
        loop {
            let mut told = None;
            let (more, not_finite) = self
                .emitter
                .emit(&self.table, |buffer| {
                    let mut not_finite = None;
                    for _ in 0..ROWS_AT_ONCE {
                        let Some(row) = rows.next() else { return Ok((false, not_finite)) };
                        told = told.take().or(self.see(&row));
                        not_finite = not_finite.or((self.upsert)(buffer, row)?);
                        if buffer.is_full() {
                            break;
                        }
                    }
                    Ok((true, not_finite))
                })
                .await?;
            self.tell(told).await?;
            self.warn_not_finite(not_finite).await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Upserts every row of an answer that is still coming. Neither the answer nor the rows are ever held whole.
    ///
    /// ```
    /// # use connector_sdk::prelude::*;
    /// # #[table(primary_key = id)] #[derive(Deserialize)] struct Event { id: i64 }
    /// # #[connector(base_url = base_url)] struct Log { base_url: Url }
    /// #[connector(main = false)]
    /// impl Log {
    ///     async fn events(&self, rows: &mut Rows<Event>) -> Result<()> {
    ///         rows.upsert_stream(self.http().get("events.ndjson").stream_lines().await?).await
    ///     }
    /// }
    /// ```
    #[cfg(feature = "http")]
    pub async fn upsert_stream(&self, mut rows: crate::http::RowStream<T>) -> Result<()>
    where
        T: Send,
    {
        loop {
            let some = rows.next_rows().await?;
            if some.is_empty() {
                return Ok(());
            }
            self.upsert_all(some).await?;
        }
    }

    /// Marks every row of the table that came before as deleted; later upserts bring them back to life.
    pub async fn truncate(&self) -> Result<()> {
        if self.table.selected { self.emitter.truncate(&self.table).await } else { Ok(()) }
    }

    /// Makes a point to go back to: all rows emitted so far, by this and every other reader, become durable together
    /// with the states as their readers last saved them. A reader that keeps state saves it with
    /// [`State::checkpoint`](super::State::checkpoint) instead.
    pub async fn checkpoint(&self) -> Result<()> {
        self.watches.save(&self.emitter, false)?;
        self.emitter.checkpoint().await
    }

    fn see(&self, row: &T) -> Option<String> {
        self.watch.as_ref()?.see(row)
    }

    async fn tell(&self, message: Option<String>) -> Result<()> {
        match message {
            Some(message) => self.emitter.warn(Warning { table: Some(self.table.table.full_name()), message }).await,
            None => Ok(()),
        }
    }

    async fn warn_not_finite(&self, column: Option<Box<Name>>) -> Result<()> {
        match column {
            Some(column) => warn_not_finite(&self.emitter, &self.table.table, &column).await,
            None => Ok(()),
        }
    }
}

/// A write that waits. The type is written out, as rustc reports a mistake in the arguments of a function that returns
/// `impl Future` three times: at the argument, at the call, and at the `await`.
type Writing<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

// The bound stands on the methods: rustc then says that the table has no key, and not that there is no method.
impl<T: 'static> Rows<T> {
    /// Changes the given columns of the row with this key. Nothing happens if there is no such row.
    pub fn update(&self, update: T::Update) -> Writing<'_>
    where
        T: Keyed,
    {
        Box::pin(self.partial(Operation::Update, update))
    }

    /// Marks the row with this key as deleted. Nothing happens if there is no such row.
    pub fn delete(&self, key: impl Into<T::Key>) -> Writing<'_>
    where
        T: Keyed,
    {
        Box::pin(self.partial(Operation::Delete, key.into()))
    }

    async fn partial(&self, operation: Operation, row: impl PartialRow) -> Result<()> {
        if !self.table.selected {
            return Ok(());
        }
        let add = self.emitter.emit(&self.table, |buffer| buffer.partial(operation, row));
        let not_finite = add.await?;
        self.warn_not_finite(not_finite).await
    }
}

/// Says once per column that a NaN or an infinity became null.
pub(super) async fn warn_not_finite(emitter: &Emitter, table: &TableSpec, column: &str) -> Result<()> {
    let message = format!("column `{column}`: a NaN or an infinity was written as null");
    emitter.warn_once(&table.full_name(), message).await
}

impl<T: Table> Argument for Rows<T> {
    const TABLE: Option<&'static str> = Some(T::NAME);

    fn tables() -> Vec<TableSpec> {
        vec![T::spec()]
    }

    fn take(context: &ReaderContext) -> Result<Self> {
        let name = T::spec().full_name();
        let table = context
            .emitter
            .table(&name)
            .ok_or_else(|| Error::bug("the reader does not declare that it writes this table").on_table(name))?;
        let (watch, watches) = (context.watches.of::<T>(), context.watches.clone());
        Ok(Self { emitter: context.emitter.clone(), table, watch, watches, upsert: Buffer::upsert::<T> })
    }
}
