//! A connector without its type, so that everything above the engine is compiled once.

use std::sync::Arc;

use crate::config::{FieldSpec, Values, read_config};
use crate::connector::{BoxFuture, Check, Connector, Info, Reader};
use crate::context::ReaderContext;
use crate::error::Result;
use crate::schema::{Name, TableSpec};

/// All that is known of a connector before it is configured.
#[derive(Clone)]
pub struct Definition {
    /// Name, version and description.
    pub info: Info,
    /// What the user is asked for.
    pub fields: Vec<FieldSpec>,
    /// The declared tables, each once, in the order of the readers.
    pub tables: Vec<TableSpec>,
    /// The readers: their names and the tables they write.
    pub readers: Vec<(Name, Vec<TableSpec>)>,
    /// The names under which readers keep state: that of a reader's first table, or its own.
    pub state_names: Vec<String>,
    /// The name and label of each check.
    pub checks: Vec<(Name, Name)>,
    open: fn(&Values) -> Result<Arc<dyn Source>>,
}

impl Definition {
    /// The definition of a connector.
    pub fn of<C: Connector>() -> Self {
        let mut tables: Vec<TableSpec> = Vec::new();
        let mut state_names = Vec::new();
        for reader in C::readers() {
            state_names.push(reader.tables.first().map_or_else(|| reader.name.to_string(), TableSpec::full_name));
            for table in reader.tables {
                if !tables.contains(&table) {
                    tables.push(table);
                }
            }
        }
        Self {
            info: C::info(),
            fields: <C::Config as crate::config::Config>::fields(),
            tables,
            readers: C::readers().into_iter().map(|reader| (reader.name, reader.tables)).collect(),
            state_names,
            checks: C::checks().into_iter().map(|check| (check.name, check.label)).collect(),
            open: |values| {
                let config = Arc::new(read_config::<C::Config>(values)?);
                Ok(Arc::new(Opened::<C> { config, readers: C::readers(), checks: C::checks() }))
            },
        }
    }

    /// Reads the configuration. Fails with every mistake in it at once.
    pub fn open(&self, values: &Values) -> Result<Arc<dyn Source>> {
        (self.open)(values)
    }
}

/// A configured connector.
pub trait Source: Send + Sync {
    /// The readers: their names and the tables they write.
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)>;

    /// Whether a reader may write tables that it does not declare.
    fn opens_tables(&self, reader: usize) -> bool {
        self.readers()[reader].1.is_empty()
    }

    /// Runs a reader.
    fn read(&self, reader: usize, context: ReaderContext) -> BoxFuture<Result<()>>;

    /// Runs a check.
    fn check(&self, check: usize) -> BoxFuture<Result<()>>;

    /// Asks the source for the tables that are known at run time only.
    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>>;
}

struct Opened<C: Connector> {
    config: Arc<C::Config>,
    readers: Vec<Reader<C::Config>>,
    checks: Vec<Check<C::Config>>,
}

impl<C: Connector> Source for Opened<C> {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        self.readers.iter().map(|reader| (reader.name.clone(), reader.tables.clone())).collect()
    }

    fn opens_tables(&self, reader: usize) -> bool {
        self.readers[reader].opens_tables || self.readers[reader].tables.is_empty()
    }

    fn read(&self, reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        (self.readers[reader].run)(self.config.clone(), context)
    }

    fn check(&self, check: usize) -> BoxFuture<Result<()>> {
        (self.checks[check].run)(self.config.clone())
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        C::discover(self.config.clone())
    }
}
