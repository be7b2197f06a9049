//! Tables that no declaration names: their readers are run for a moment to see what they open.
//!
//! A platform can only be sent what `discover` told it, so a connector whose tables come to light as it reads would
//! have nothing to offer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::host::Host;
use crate::connector::BoxFuture;
use crate::context::ReaderContext;
use crate::engine::{Definition, Plan, PlanOptions, RunOptions, Source, Stop, run};
use crate::error::{ErrorKind, Result};
use crate::event::{Batch, Checkpoint};
use crate::schema::{ColumnSpec, Name, TableSpec};
use crate::sink::Sink;

/// So many rows are looked at at most,
const ROWS: usize = 10_000;

/// for so long at most.
const TIME: Duration = Duration::from_secs(20);

/// Every table that the connector has, each once: declared, discovered, and, where there are readers without declared
/// tables and the source names none, those that these open with their first rows.
pub(crate) async fn all_tables(
    definition: &Definition,
    source: &Arc<dyn Source>,
    discovered: &[TableSpec],
    host: &Host,
) -> Result<Vec<TableSpec>> {
    let mut tables = declared(definition, discovered);
    let open = Open::new(source.clone());
    if discovered.is_empty() && !open.readers.is_empty() {
        tables.extend(sample(open, definition, host).await?);
        tables = each_once(tables.iter());
    }
    Ok(tables)
}

/// The tables that need no sample: declared and discovered ones, each once.
pub(crate) fn declared(definition: &Definition, discovered: &[TableSpec]) -> Vec<TableSpec> {
    each_once(definition.tables.iter().chain(discovered))
}

fn each_once<'a>(all: impl Iterator<Item = &'a TableSpec>) -> Vec<TableSpec> {
    let mut tables: Vec<TableSpec> = Vec::new();
    for table in all {
        if tables.iter().all(|known| known.full_name() != table.full_name()) {
            tables.push(table.clone());
        }
    }
    tables
}

async fn sample(open: Open, definition: &Definition, host: &Host) -> Result<Vec<TableSpec>> {
    let stop = Stop::default();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Sample { tables: seen.clone(), rows: 0, stop: stop.clone() };
    let source: Arc<dyn Source> = Arc::new(open);
    let options = PlanOptions {
        concurrency: definition.info.concurrency,
        strict: definition.info.strict,
        ..PlanOptions::default()
    };
    let plan = Plan::new(&*source, Vec::new(), options)?;
    let options = RunOptions { clock: host.clock.clone(), stop: stop.clone(), ..RunOptions::default() };
    let mut running = std::pin::pin!(run(source, plan, Box::new(sink), options));
    let outcome = match tokio::time::timeout(TIME, &mut running).await {
        Ok(outcome) => outcome,
        Err(_) => {
            stop.stop();
            running.await
        }
    };
    if let Some(error) = outcome.errors.into_iter().find(|error| error.kind() != ErrorKind::Stopped) {
        return Err(error);
    }
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(seen.iter().map(Sampled::spec).collect())
}

/// The readers without declared tables.
struct Open {
    source: Arc<dyn Source>,
    readers: Vec<usize>,
}

impl Open {
    fn new(source: Arc<dyn Source>) -> Self {
        let readers = source.readers();
        let open = readers.iter().enumerate().filter(|(_, (_, tables))| tables.is_empty());
        Self { readers: open.map(|(index, _)| index).collect(), source }
    }
}

impl Source for Open {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        let all = self.source.readers();
        self.readers.iter().map(|reader| all[*reader].clone()).collect()
    }

    fn read(&self, reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        self.source.read(self.readers[reader], context)
    }

    fn check(&self, check: usize) -> BoxFuture<Result<()>> {
        self.source.check(check)
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        self.source.discover()
    }
}

/// Looks at rows and throws them away.
struct Sample {
    tables: Arc<Mutex<Vec<Sampled>>>,
    rows: usize,
    stop: Stop,
}

struct Sampled {
    table: TableSpec,
    columns: Vec<Name>,
}

impl Sampled {
    /// Its columns stay without a type: the one that a few rows show may not hold the rows to come.
    fn spec(&self) -> TableSpec {
        let mut table = self.table.clone();
        for name in &self.columns {
            if table.columns.iter().all(|column| column.name != *name) {
                table.columns.push(ColumnSpec::new(name.clone()));
            }
        }
        table
    }
}

impl Sink for Sample {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        let mut known = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        for table in tables {
            if known.iter().all(|sampled| sampled.table.full_name() != table.full_name()) {
                let table = TableSpec::clone(table);
                known.push(Sampled { table, columns: Vec::new() });
            }
        }
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.declare(std::slice::from_ref(&batch.table))?;
        let mut known = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        let name = batch.table.full_name();
        let Some(sampled) = known.iter_mut().find(|sampled| sampled.table.full_name() == name) else { return Ok(()) };
        for column in &batch.columns {
            if !sampled.columns.contains(&column.name) {
                sampled.columns.push(column.name.clone());
            }
        }
        self.rows += batch.len();
        if self.rows >= ROWS {
            self.stop.stop();
        }
        Ok(())
    }

    fn truncate(&mut self, _table: &TableSpec) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self, _checkpoint: &Checkpoint) -> Result<()> {
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        Ok(())
    }
}
