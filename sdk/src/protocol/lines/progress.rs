//! Watches which readers come to their end, as an outlet has to tell for each table.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::connector::BoxFuture;
use crate::context::ReaderContext;
use crate::engine::Source;
use crate::error::Result;
use crate::schema::{Name, TableSpec};

/// A source whose readers are watched.
pub(crate) struct Watched {
    source: Arc<dyn Source>,
    done: Arc<Mutex<BTreeSet<usize>>>,
}

impl Watched {
    pub(crate) fn new(source: Arc<dyn Source>) -> Self {
        Self { source, done: Arc::default() }
    }

    /// Whether everything was read that goes into the table: by the readers that declare it, or, where none does, by
    /// those that open tables as they go.
    pub(crate) fn is_complete(&self, table: &str) -> bool {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        writers(&*self.source, table).iter().all(|reader| done.contains(reader))
    }
}

/// The readers that write a table.
pub(crate) fn writers(source: &dyn Source, table: &str) -> Vec<usize> {
    let readers = source.readers();
    let declares = |tables: &[TableSpec]| tables.iter().any(|declared| declared.full_name() == table);
    let declared = readers.iter().any(|(_, tables)| declares(tables));
    let writes = |tables: &[TableSpec]| if declared { declares(tables) } else { tables.is_empty() };
    let all = readers.iter().enumerate();
    all.filter(|(_, (_, tables))| writes(tables)).map(|(index, _)| index).collect()
}

impl Source for Watched {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        self.source.readers()
    }

    fn read(&self, reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        let (reading, done) = (self.source.read(reader, context), self.done.clone());
        Box::pin(async move {
            reading.await?;
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(reader);
            Ok(())
        })
    }

    fn check(&self, check: usize) -> BoxFuture<Result<()>> {
        self.source.check(check)
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        self.source.discover()
    }
}
