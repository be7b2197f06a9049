//! The checkpoints that the engine makes by itself.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Plan, PlanOptions, RunOptions, Source, run};
use crate::connector::BoxFuture;
use crate::context::{Progress, ReaderContext, Tables};
use crate::error::Result;
use crate::row;
use crate::schema::{Name, TableSpec};
use crate::state::SavedState;
use crate::testing::{MemoryWarehouse, TestClock, memory_sink};

/// Short, as the engine looks at the clock, which a test sets, twenty times within it.
const EVERY: Duration = Duration::from_millis(100);

/// Emits a row, lets the time pass, waits for a checkpoint that it does not make itself, and fails.
struct Slow(Arc<TestClock>, Arc<Progress>);

impl Source for Slow {
    fn readers(&self) -> Vec<(Name, Vec<TableSpec>)> {
        vec![("slow".into(), vec![TableSpec::new("t").primary_key(["id"])])]
    }

    fn read(&self, _reader: usize, context: ReaderContext) -> BoxFuture<Result<()>> {
        let (clock, progress) = (self.0.clone(), self.1.clone());
        Box::pin(async move {
            let tables: Tables = context.argument()?;
            let rows = tables.rows("t").await?;
            rows.upsert(row! { "id": 1 }).await?;
            assert_eq!(progress.checkpoints(), 0);
            clock.advance(chrono::Duration::from_std(EVERY).unwrap());
            while progress.checkpoints() == 0 {
                tokio::task::yield_now().await;
            }
            rows.upsert(row! { "id": 2 }).await?;
            crate::bail!("the source is gone")
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
fn a_long_sync_is_saved_although_its_reader_makes_no_checkpoint() {
    let (clock, progress) = (Arc::new(TestClock::default()), Arc::new(Progress::default()));
    let source: Arc<dyn Source> = Arc::new(Slow(clock.clone(), progress.clone()));
    let state = SavedState::parse(r#"{"tables": {"t": {"n": 1}}}"#).unwrap();
    let plan = Plan::new(&*source, Vec::new(), PlanOptions { state: state.clone(), ..PlanOptions::default() }).unwrap();
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let options = RunOptions { clock, progress, checkpoint_every: Some(EVERY), ..RunOptions::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let outcome = runtime.block_on(run(source, plan, memory_sink(&warehouse), options));
    assert_eq!(outcome.errors.len(), 1);
    let warehouse = warehouse.lock().unwrap();
    // The row before it is kept, with the state from before; the one after it is not.
    assert_eq!(warehouse.tables()["t"].all_rows().count(), 1);
    assert_eq!(warehouse.state().tables, state.tables);
}
