//! What the engine promises, whatever the sink.

#![allow(clippy::unwrap_used)]

mod plan;
mod refresh;
mod stopping;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::{Plan, PlanOptions, RunOptions, Stop, run};
use crate::connector::{BoxFuture, Connector, Info, Reader};
use crate::context::{ConnectorState, ReaderContext, Rows, State, Tables};
use crate::engine::Source;
use crate::error::{Error, ErrorKind, Result};
use crate::event::{Batch, Checkpoint};
use crate::row;
use crate::schema::{ColumnSpec, ColumnType, Name, TableSpec};
use crate::sink::Sink;
use crate::state::{SavedState, Selected, Selection, StateValue};
use crate::table::{Column, RowWriter, Table};
use crate::testing::script::{Script, Step, play_with};
use crate::testing::{MemoryWarehouse, Sandbox, memory_sink};

struct Number {
    n: i64,
}

impl Table for Number {
    const NAME: &'static str = "number";

    fn spec() -> TableSpec {
        TableSpec::new(Self::NAME).column(<i64 as Column>::spec("n")).primary_key(["n"])
    }

    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.n)
    }
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Next {
    next: i64,
}

impl StateValue for Next {}

/// Emits numbers up to the next ten, with a checkpoint after each five.
struct Counting;

impl Connector for Counting {
    type Config = ();

    fn info() -> Info {
        Info::new("counting")
    }

    fn readers() -> Vec<Reader<()>> {
        let reader = Reader::new("number").argument::<Rows<Number>>().argument::<State<Next>>();
        vec![reader.run(|_, context| {
            Box::pin(async move {
                let rows: Rows<Number> = context.argument()?;
                let mut state: State<Next> = context.argument()?;
                let end = (state.next / 10 + 1) * 10;
                while state.next < end {
                    rows.upsert(Number { n: state.next }).await?;
                    state.next += 1;
                    if state.next % 5 == 0 {
                        state.checkpoint().await?;
                    }
                }
                context.finish(state)?;
                context.finish(rows)
            })
        })]
    }
}

#[test]
fn a_sync_goes_on_from_the_state_of_the_last_one() {
    let mut sandbox = Sandbox::of::<Counting>();
    assert_eq!(sandbox.sync().unwrap().checkpoints, 2);
    assert_eq!(sandbox.state("number"), json!({ "next": 10 }));
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("number").len(), 20);
    assert_eq!(sandbox.rows("number")[19], json!({ "n": 19 }));
}

#[test]
fn a_crash_after_any_step_loses_and_doubles_nothing() {
    let mut sandbox = Sandbox::of::<Counting>();
    assert_eq!(sandbox.survives_every_crash(), 4);
    sandbox.sync().unwrap();
    assert_eq!(sandbox.survives_every_crash(), 4);
}

#[test]
fn state_of_a_newer_version_is_refused() {
    let mut sandbox = Sandbox::of::<Counting>();
    sandbox.set_state(json!({ "tables": { "number": { "next": 3 } }, "versions": { "number": 2 } }));
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("has version 2, and this connector knows versions up to 1"), "{error}");
    assert_eq!(sandbox.rows("number"), [json!(null); 0]);
}

#[test]
fn state_that_does_not_fit_is_refused_and_kept() {
    let mut sandbox = Sandbox::of::<Counting>();
    sandbox.set_state(json!({ "tables": { "number": { "next": "soon" } } }));
    let error = sandbox.sync().unwrap_err();
    assert!(error.to_string().contains("does not fit this connector"), "{error}");
    assert_eq!(sandbox.state("number"), json!({ "next": "soon" }));
}

/// Three readers, of which the second fails after a checkpoint.
struct Failing;

impl Source for Failing {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        ["first", "second", "third"].map(|name| (name.into(), vec![keyed(name)])).into()
    }

    fn read(&self, reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            let rows = tables.rows(["first", "second", "third"][reader]).await?;
            rows.upsert(row! { "id": 1 }).await?;
            if reader == 1 {
                rows.checkpoint().await?;
                rows.upsert(row! { "id": 2 }).await?;
                crate::bail!("no more");
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

fn keyed(name: &'static str) -> TableSpec {
    TableSpec::new(name).column(ColumnSpec::new("id").typed(ColumnType::Long)).primary_key(["id"])
}

fn sync(source: impl Source + 'static, options: PlanOptions, sink: Box<dyn Sink>) -> Vec<Error> {
    let source: Arc<dyn Source> = Arc::new(source);
    let plan = Plan::new(&*source, Vec::new(), options).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(source, plan, sink, RunOptions::default())).errors
}

#[test]
fn a_failing_reader_takes_back_its_own_rows_and_stops_no_other() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let errors = sync(Failing, PlanOptions::default(), memory_sink(&warehouse));
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["table `second`: no more"]);
    let warehouse = warehouse.lock().unwrap();
    let rows = |table: &str| warehouse.tables()[table].all_rows().count();
    assert_eq!((rows("first"), rows("second"), rows("third")), (1, 1, 1));
}

/// Panics.
struct Panicking;

impl Source for Panicking {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("panicking".into(), vec![keyed("t")])]
    }

    fn read(&self, _reader: usize, _context: ReaderContext) -> BoxFuture<Result<()>> {
        Box::pin(async { panic!("index out of bounds") })
    }

    fn check(&self, _check: usize) -> BoxFuture<Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

#[test]
fn a_panic_is_a_bug_of_the_connector() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let errors = sync(Panicking, PlanOptions::default(), memory_sink(&warehouse));
    assert_eq!(errors[0].kind(), ErrorKind::Bug);
    assert!(errors[0].to_string().contains("the connector panicked: index out of bounds"));
}

/// Eight tasks write to one table, each its own keys in order, and the last value of each key must win.
struct ManyTasks;

impl Source for ManyTasks {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("many".into(), vec![keyed("t")])]
    }

    fn read(&self, _reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            let rows = tables.rows("t").await?;
            let mut tasks = tokio::task::JoinSet::new();
            for key in 0..8_i64 {
                let rows = rows.clone();
                tasks.spawn(async move {
                    for version in 0..500_i64 {
                        rows.upsert(row! { "id": key, "version": version }).await?;
                        if version % 100 == 0 {
                            rows.checkpoint().await?;
                        }
                    }
                    Ok::<_, Error>(())
                });
            }
            while let Some(done) = tasks.join_next().await {
                done.unwrap()?;
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

#[test]
fn rows_of_one_key_keep_their_order_across_batches_and_tasks() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    assert!(sync(ManyTasks, PlanOptions::default(), memory_sink(&warehouse)).is_empty());
    let warehouse = warehouse.lock().unwrap();
    let versions: Vec<_> = warehouse.tables()["t"].all_rows().map(|row| row.values["version"].to_string()).collect();
    assert_eq!(versions, ["499"; 8]);
}
