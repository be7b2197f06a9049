//! What the engine promises, whatever the sink.

#![allow(clippy::unwrap_used)]

mod plan;

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
fn a_full_refresh_starts_over() {
    let mut sandbox = Sandbox::of::<Counting>();
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    sandbox.full_refresh().sync().unwrap();
    assert_eq!(sandbox.rows("number").len(), 10);
    assert_eq!(sandbox.deleted_rows("number").len(), 10);
    assert_eq!(sandbox.state("number"), json!({ "next": 10 }));
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

/// A sink that counts, and fails or waits when it is told to.
struct Probe {
    rows: Arc<AtomicUsize>,
    fail_at: usize,
    stop: Option<Stop>,
}

impl Sink for Probe {
    fn declare(&mut self, _tables: &[Arc<TableSpec>]) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        let before = self.rows.fetch_add(batch.len(), Ordering::Relaxed);
        if before + batch.len() >= self.fail_at {
            match &self.stop {
                Some(stop) => stop.stop(),
                None => return Err(Error::destination("the disk is full")),
            }
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

/// Would go on for ever.
struct Endless(Arc<AtomicUsize>);

impl Source for Endless {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("endless".into(), vec![keyed("t")])]
    }

    fn read(&self, _reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        let emitted = self.0.clone();
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            let rows = tables.rows("t").await?;
            for id in 0.. {
                rows.upsert(row! { "id": id }).await?;
                emitted.fetch_add(1, Ordering::Relaxed);
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
fn a_failing_sink_stops_the_source_soon_and_says_why() {
    let (emitted, written) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let sink = Probe { rows: written.clone(), fail_at: 5000, stop: None };
    let errors = sync(Endless(emitted.clone()), PlanOptions::default(), Box::new(sink));
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].to_string(), "table `t`: the disk is full");
    // Four batches wait in the channel and one in the buffer; that is as far as the source gets ahead.
    let ahead = emitted.load(Ordering::Relaxed) - written.load(Ordering::Relaxed);
    assert!(ahead <= 6 * 1024, "the source got {ahead} rows ahead");
}

#[test]
fn a_sync_that_is_stopped_ends_although_its_source_would_not() {
    let stop = Stop::default();
    let sink = Probe { rows: Arc::default(), fail_at: 3000, stop: Some(stop.clone()) };
    let source: Arc<dyn Source> = Arc::new(Endless(Arc::default()));
    let plan = Plan::new(&*source, Vec::new(), PlanOptions::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let options = RunOptions { stop, ..RunOptions::default() };
    let errors = runtime.block_on(run(source, plan, Box::new(sink), options)).errors;
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].kind(), ErrorKind::Stopped);
}

/// A source with one reader, which is a function.
struct Reading<F>(F);

fn reading<F>(read: F) -> Reading<F>
where
    F: Fn(ReaderContext) -> BoxFuture<Result<()>> + Send + Sync,
{
    Reading(read)
}

impl<F: Fn(ReaderContext) -> BoxFuture<Result<()>> + Send + Sync> Source for Reading<F> {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("reading".into(), vec![keyed("t")])]
    }

    fn read(&self, _reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        (self.0)(context)
    }

    fn check(&self, _check: usize) -> BoxFuture<Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn discover(&self) -> BoxFuture<Result<Vec<TableSpec>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

#[test]
fn a_sync_that_is_stopped_ends_although_its_reader_blocks_its_thread() {
    let stop = Stop::default();
    let stopping = stop.clone();
    let source = reading(move |_| {
        let stop = stopping.clone();
        Box::pin(async move {
            stop.stop();
            loop {
                std::thread::park();
            }
        })
    });
    let source: Arc<dyn Source> = Arc::new(source);
    let plan = Plan::new(&*source, Vec::new(), PlanOptions::default()).unwrap();
    // One thread, so that a blocked reader blocks all of them.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sink = Probe { rows: Arc::default(), fail_at: usize::MAX, stop: None };
    let options = RunOptions { stop, ..RunOptions::default() };
    let errors = runtime.block_on(run(source, plan, Box::new(sink), options)).errors;
    assert_eq!(errors[0].kind(), ErrorKind::Stopped);
    runtime.shutdown_background();
}

#[test]
fn a_task_that_a_reader_left_running_does_not_keep_the_sync() {
    let source = reading(|context| {
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            tokio::spawn(async move {
                let _held = tables;
                std::future::pending::<()>().await;
            });
            Ok(())
        })
    });
    let sink = Probe { rows: Arc::default(), fail_at: usize::MAX, stop: None };
    assert!(sync(source, PlanOptions::default(), Box::new(sink)).is_empty());
}

#[test]
fn a_stop_that_comes_after_everything_was_read_changes_nothing() {
    let stop = Stop::default();
    let stopping = stop.clone();
    let source: Arc<dyn Source> = Arc::new(reading(move |_| Box::pin(async { Ok(()) })));
    let plan = Plan::new(&*source, Vec::new(), PlanOptions::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sink = StopsAtEnd(stopping);
    let options = RunOptions { stop: stop.clone(), ..RunOptions::default() };
    let outcome = runtime.block_on(run(source, plan, Box::new(sink), options));
    assert!(stop.is_stopped() && outcome.is_complete(), "{outcome:?}");
}

/// Is asked to stop when it is at its end.
struct StopsAtEnd(Stop);

impl Sink for StopsAtEnd {
    fn declare(&mut self, _tables: &[Arc<TableSpec>]) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, _batch: Batch) -> Result<()> {
        Ok(())
    }

    fn truncate(&mut self, _table: &TableSpec) -> Result<()> {
        Ok(())
    }

    fn commit(&mut self, _checkpoint: &Checkpoint) -> Result<()> {
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        self.0.stop();
        Ok(())
    }
}

/// Writes to a sink in memory, but not before it is let.
struct Gate {
    open: std::sync::mpsc::Receiver<()>,
    sink: Box<dyn Sink>,
}

impl Sink for Gate {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        self.sink.declare(tables)
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        // Once the other end is gone it stays open.
        let _ = self.open.recv();
        self.sink.write(batch)
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.sink.truncate(table)
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.sink.commit(checkpoint)
    }

    fn rollback(&mut self) -> Result<()> {
        self.sink.rollback()
    }
}

#[test]
fn a_checkpoint_that_its_caller_gave_up_waiting_for_loses_no_row() {
    const ROWS: i64 = 5 * 1024 + 7;
    let (gate, open) = std::sync::mpsc::channel();
    let gate = Mutex::new(Some(gate));
    let source = reading(move |context| {
        let gate = gate.lock().unwrap().take();
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            let rows = tables.rows("t").await?;
            rows.checkpoint().await?;
            // As many as the channel and the sink take, and some more.
            for id in 0..ROWS {
                rows.upsert(row! { "id": id }).await?;
            }
            tokio::select! {
                biased;
                made = rows.checkpoint() => panic!("the channel is full: {made:?}"),
                () = std::future::ready(()) => {}
            }
            drop(gate);
            Ok(())
        })
    });
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let sink = Gate { open, sink: memory_sink(&warehouse) };
    assert!(sync(source, PlanOptions::default(), Box::new(sink)).is_empty());
    assert_eq!(warehouse.lock().unwrap().tables()["t"].all_rows().count() as i64, ROWS);
}
