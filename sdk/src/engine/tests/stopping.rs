//! A sync ends when it is told to, when its sink fails, and when a caller gives up waiting, and loses nothing.

use super::*;

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
