//! A source that emits what a test tells it to.

use std::sync::Arc;

use crate::connector::BoxFuture;
use crate::context::{Argument, ReaderContext, Tables};
use crate::engine::{Outcome, Plan, PlanOptions, RunOptions, Source, run};
use crate::error::Result;
use crate::row::Row;
use crate::schema::{Name, TableSpec};
use crate::sink::Sink;

/// One thing that the source does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Upsert(&'static str, Row),
    Update(&'static str, Row),
    Delete(&'static str, Row),
    Truncate(&'static str),
    Checkpoint,
    Fail(&'static str),
}

/// A source with these tables that takes these steps in one reader.
pub(crate) struct Script {
    pub(crate) tables: Vec<TableSpec>,
    pub(crate) steps: Vec<Step>,
}

impl Source for Script {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("script".into(), self.tables.clone())]
    }

    fn read(&self, _reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        let steps = self.steps.clone();
        Box::pin(async move {
            let tables = Tables::take(&context)?;
            for step in steps {
                match step {
                    Step::Upsert(table, row) => tables.rows(table).await?.upsert(row).await?,
                    Step::Update(table, row) => tables.rows(table).await?.update(row).await?,
                    Step::Delete(table, row) => tables.rows(table).await?.delete(row).await?,
                    Step::Truncate(table) => tables.rows(table).await?.truncate().await?,
                    Step::Checkpoint => tables.rows("checkpoint").await?.checkpoint().await?,
                    Step::Fail(message) => crate::bail!("{message}"),
                }
            }
            Ok(())
        })
    }

    fn check(&self, _check: usize) -> BoxFuture<Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

/// Runs a script into a sink.
pub(crate) fn play(script: Script, sink: Box<dyn Sink>) -> Outcome {
    play_with(script, sink, PlanOptions::default())
}

/// Runs a script into a sink, with a plan of these options.
pub(crate) fn play_with(script: Script, sink: Box<dyn Sink>, options: PlanOptions) -> Outcome {
    let source: Arc<dyn Source> = Arc::new(script);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    match Plan::new(&*source, Vec::new(), options) {
        Ok(plan) => runtime.block_on(run(source, plan, sink, RunOptions::default())),
        Err(error) => Outcome { errors: vec![error] },
    }
}
