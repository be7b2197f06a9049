//! A full refresh deletes what is gone from the source, and what a sync takes back is not counted.

use super::*;
use crate::context::Progress;

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

fn play_into(warehouse: &Arc<Mutex<MemoryWarehouse>>, steps: Vec<Step>, full_refresh: bool) -> Vec<Error> {
    let (state, stored) = {
        let warehouse = warehouse.lock().unwrap();
        let stored = warehouse.tables().keys().map(|name| TableSpec::new(name.clone())).collect();
        (warehouse.state().clone(), stored)
    };
    let options = PlanOptions { state, stored, full_refresh, ..PlanOptions::default() };
    play_with(Script { tables: Vec::new(), steps }, memory_sink(warehouse), options).errors
}

#[test]
fn a_full_refresh_empties_tables_that_come_to_light_only_while_rows_are_read() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let row = |table, n: i64| Step::Upsert(table, row! { "n": n });
    let before = vec![row("early", 1), row("late", 1), row("late", 2), row("gone", 1)];
    assert!(play_into(&warehouse, before, false).is_empty());

    // The refresh fails before it comes to the second table; an ordinary sync makes up for it.
    let refresh = vec![row("early", 1), Step::Checkpoint, Step::Fail("broken")];
    assert_eq!(play_into(&warehouse, refresh, true).len(), 1);
    assert!(play_into(&warehouse, vec![row("late", 2)], false).is_empty());

    let warehouse = warehouse.lock().unwrap();
    assert_eq!(warehouse.rows("early", false), [json!({ "n": 1 })]);
    assert_eq!(warehouse.rows("late", false), [json!({ "n": 2 })]);
    assert_eq!(warehouse.rows("gone", false), [json!(null); 0]);
    assert_eq!(warehouse.rows("gone", true), [json!({ "n": 1 })]);
}

#[test]
fn what_a_failing_reader_takes_back_is_not_counted() {
    let warehouse = Arc::new(Mutex::new(MemoryWarehouse::default()));
    let row = |n: i64| Step::Upsert("t", row! { "id": n });
    let steps = vec![row(1), row(2), Step::Checkpoint, row(3), Step::Truncate("t"), Step::Fail("broken")];
    let source: Arc<dyn Source> = Arc::new(Script { tables: vec![keyed("t")], steps });
    let plan = Plan::new(&*source, Vec::new(), PlanOptions::default()).unwrap();
    let progress = Arc::new(Progress::default());
    let options = RunOptions { progress: progress.clone(), ..RunOptions::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    assert!(!runtime.block_on(run(source, plan, memory_sink(&warehouse), options)).is_complete());

    let counted = &progress.tables()["t"];
    assert_eq!((counted.upserts(), counted.truncates(), progress.checkpoints()), (2, 0, 1));
}
