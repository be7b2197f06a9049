//! Tables that are known at run time only.

use std::sync::Arc;

use super::argument::Argument;
use super::emitter::{Emitter, TableEmitter};
use super::reader_context::ReaderContext;
use super::rows::warn_not_finite;
use crate::error::{Error, Result};
use crate::event::Operation;
use crate::row::Row;
use crate::schema::{Name, TableSpec};

/// Opens tables whose names or columns come from the source.
///
/// ```
/// use connector_sdk::prelude::*;
/// use connector_sdk::schema::TableSpec;
///
/// #[connector(main = false)]
/// async fn files(tables: &mut Tables) -> Result<()> {
///     for name in ["orders", "refunds"] {
///         let rows = tables.open(TableSpec::new(name).primary_key(["id"])).await?;
///         rows.upsert(row! { "id": 1, "file": name }).await?;
///     }
///     Ok(())
/// }
/// ```
pub struct Tables {
    emitter: Arc<Emitter>,
}

impl Tables {
    /// Opens a table that is described here. Opening it again gives the same table.
    pub async fn open(&self, table: TableSpec) -> Result<DynamicRows> {
        let table = self.emitter.open(table).await?;
        Ok(DynamicRows { emitter: self.emitter.clone(), table })
    }

    /// Opens a table by name. One that was never declared gets no key and a warning; a
    /// [strict](crate::connector::Info::strict) connector refuses it with kind [`Schema`](crate::ErrorKind::Schema).
    pub async fn rows(&self, name: impl Into<Name>) -> Result<DynamicRows> {
        let name = name.into();
        if let Some(table) = self.emitter.table(&name) {
            return Ok(DynamicRows { emitter: self.emitter.clone(), table });
        }
        if self.emitter.options.strict {
            return Err(Error::schema("the table was never declared, and the connector is strict")
                .on_table(name)
                .next_step("declare it, or correct its name"));
        }
        let message = "the table was never declared: it gets no primary key and inferred columns".to_owned();
        self.emitter.warn_once(&name, message).await?;
        self.open(TableSpec::new(name)).await
    }
}

impl Argument for Tables {
    const OPENS_TABLES: bool = true;

    fn take(context: &ReaderContext) -> Result<Self> {
        Ok(Self { emitter: context.emitter.clone() })
    }
}

/// Writes rows of a table that is known at run time only. Works like [`Rows`](super::Rows).
#[derive(Clone)]
pub struct DynamicRows {
    emitter: Arc<Emitter>,
    table: Arc<TableEmitter>,
}

impl DynamicRows {
    /// Inserts the row, or replaces all of the one with the same key.
    pub async fn upsert(&self, row: impl Into<Row>) -> Result<()> {
        self.emit(Operation::Upsert, row.into()).await
    }

    /// Changes the columns in `row` of the row with the key in `row`, which must be whole.
    pub async fn update(&self, row: impl Into<Row>) -> Result<()> {
        self.emit(Operation::Update, row.into()).await
    }

    /// Marks the row with this key as deleted.
    pub async fn delete(&self, key: impl Into<Row>) -> Result<()> {
        self.emit(Operation::Delete, key.into()).await
    }

    /// Marks every row of the table that came before as deleted.
    pub async fn truncate(&self) -> Result<()> {
        if self.table.selected { self.emitter.truncate(&self.table).await } else { Ok(()) }
    }

    /// Makes a point to go back to, see [`Rows::checkpoint`](super::Rows::checkpoint).
    pub async fn checkpoint(&self) -> Result<()> {
        self.emitter.checkpoint().await
    }

    async fn emit(&self, operation: Operation, row: Row) -> Result<()> {
        if !self.table.selected {
            return Ok(());
        }
        let not_finite = self.emitter.emit(&self.table, |buffer| buffer.named(operation, row)).await?;
        match not_finite {
            Some(column) => warn_not_finite(&self.emitter, &self.table.table, &column).await,
            None => Ok(()),
        }
    }
}
