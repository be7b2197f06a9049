//! Other programs read the warehouse while a sync writes it, and always see a checkpoint.
#![cfg(unix)]
#![allow(clippy::unwrap_used, dead_code, missing_docs)]

#[path = "../src/bin/victim/source.rs"]
mod source;
mod support;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connector_sdk::ErrorKind;
use connector_sdk::config::Values;
use connector_sdk::destination::Destination;
use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::engine::{Definition, Outcome, Plan, PlanOptions, RunOptions, run};
use connector_sdk::event::{Batch, Checkpoint};
use connector_sdk::prelude::Result;
use connector_sdk::schema::TableSpec;
use connector_sdk::schema::naming::Naming;
use connector_sdk::sink::Sink;
use rusqlite::Connection;
use support::{Dump, Folder, assert_same, dump, succeed};

/// What a test does in the sink's thread: before the first call, and after each, whose name it is given.
type Look = Box<dyn FnMut(&str) + Send>;

/// The warehouse, with somebody looking after each call.
struct Watched {
    warehouse: Warehouse,
    look: Look,
}

impl Sink for Watched {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        self.warehouse.declare(tables)?;
        (self.look)("declare");
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        self.warehouse.write(batch)?;
        (self.look)("write");
        Ok(())
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        self.warehouse.truncate(table)?;
        (self.look)("truncate");
        Ok(())
    }

    fn commit(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.warehouse.commit(checkpoint)?;
        (self.look)("commit");
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        self.warehouse.rollback()
    }
}

/// Syncs the victim in this process. Another writer is not waited for.
fn sync(path: &Path, look: Look) -> Outcome {
    let definition = Definition::of::<source::Victim>();
    let source = definition.open(&Values::empty(&definition.fields)).unwrap();
    let mut warehouse = Warehouse::open_with_patience(path, Naming::Fivetran, Duration::ZERO).unwrap();
    let options = PlanOptions { state: warehouse.state().unwrap(), concurrency: 1, ..PlanOptions::default() };
    let plan = Plan::new(&*source, Vec::new(), options).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(source, plan, Box::new(Watched { warehouse, look }), RunOptions::default()))
}

#[test]
fn a_reader_sees_the_last_checkpoint_after_every_step_and_a_long_one_the_same_for_ever() {
    let folder = Folder::new();
    let path = folder.file("warehouse.db");
    drop(Warehouse::open(&path, Naming::Fivetran).unwrap());
    // A transaction that stays open sees what it saw first, and does not keep the writer from writing.
    let long = Connection::open(&path).unwrap();
    long.execute_batch("BEGIN").unwrap();
    let first = dump(&long);
    let short = Connection::open(&path).unwrap();
    let seen: Arc<Mutex<(Dump, usize, usize)>> = Arc::new(Mutex::new((dump(&short), 0, 0)));
    let watching = seen.clone();
    let look = move |call: &str| {
        let (last, commits, steps) = &mut *watching.lock().unwrap();
        let now = dump(&short);
        if call == "commit" {
            assert_ne!(now, *last, "a checkpoint changes what others see");
            (*last, *commits) = (now, *commits + 1);
        } else {
            assert_same(&now, last, call);
            *steps += 1;
        }
        assert_same(&dump(&long), &first, "the long transaction");
    };
    sync(&path, Box::new(look)).into_result().unwrap();
    let (last, commits, steps) = &*seen.lock().unwrap();
    assert!(*commits > 10 && *steps > 20, "{commits} commits, {steps} other steps");
    let undisturbed = Folder::new();
    succeed(&mut undisturbed.victim(), "undisturbed");
    assert_same(last, &undisturbed.dump(), "the last checkpoint");
}

#[test]
fn rows_and_state_that_are_read_together_belong_together() {
    let folder = Folder::new();
    let path = folder.file("warehouse.db");
    succeed(folder.victim().env("VICTIM_ROUND", "1"), "first");
    let connection = Connection::open(&path).unwrap();
    let mut child = folder.victim().env("VICTIM_ROUND", "40").spawn().unwrap();
    let (mut reads, mut different) = (0, std::collections::BTreeSet::new());
    loop {
        let ended = child.try_wait().unwrap();
        let sql = "SELECT (SELECT count(*) FROM \"order\"), (SELECT count(*) FROM order_line),
                          (SELECT json_extract(state, '$.tables.order.next') FROM _sdk_state)";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (orders, lines, pages): (i64, i64, i64) = connection.query_row(sql, [], read).unwrap();
        assert_eq!((orders, lines), (pages * 4, pages * 8), "rows of one checkpoint and the state of another");
        reads += 1;
        different.insert(pages);
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
    }
    assert!(reads > 1 && different.contains(&160), "{reads} reads saw {different:?}");
}

#[test]
fn a_writer_that_comes_between_two_checkpoints_ends_the_sync_at_the_first_of_them() {
    let folder = Folder::new();
    let path = folder.file("warehouse.db");
    drop(Warehouse::open(&path, Naming::Fivetran).unwrap());
    let other = Arc::new(Mutex::new(Connection::open(&path).unwrap()));
    let (held, mut commits) = (other.clone(), 0);
    let look = move |call: &str| {
        commits += usize::from(call == "commit");
        if commits == 5 {
            held.lock().unwrap().execute_batch("BEGIN IMMEDIATE").unwrap();
        }
    };
    let errors = sync(&path, Box::new(look)).errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].kind(), ErrorKind::Destination);
    let error = errors[0].to_string();
    assert!(error.contains("another program holds") && error.contains("close it there, then sync again"), "{error}");
    other.lock().unwrap().execute_batch("ROLLBACK").unwrap();
    assert_eq!(folder.dump()["order"].len(), 1 + 16, "the heading and four pages");
    sync(&path, Box::new(|_| {})).into_result().unwrap();
    let undisturbed = Folder::new();
    succeed(&mut undisturbed.victim(), "undisturbed");
    assert_same(&folder.dump(), &undisturbed.dump(), "after the other writer has gone");
}
