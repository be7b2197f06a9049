//! How much the SDK costs over a bare loop of prepared statements, as ratios.
//!
//! `cargo bench -p connector-sdk-tests --bench warehouse` prints, for a million generated ten-column rows:
//! wall-clock time, CPU time and peak memory of a sync into the warehouse and of a bare loop that fills a file of the
//! same columns with the same pragmas, and the memory of ten million rows beside one million.
//!
//! Each run is a process of its own, so that peak memory means something; the two kinds take turns, and medians are
//! printed. `ROWS` and `RUNS` in the environment change the size.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/order.rs"]
mod order;

use std::path::Path;
use std::process::ExitCode;

use bare::Cells;

use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use connector_sdk::prelude::*;
use connector_sdk::schema::naming::Naming;
use measure::{Figures, setting};
use order::{order, orders, rows_wanted};

fn sdk(path: &Path) {
    let definition = Definition::of::<orders>();
    let values = connector_sdk::config::Values::empty(&definition.fields);
    let source = definition.open(&values).unwrap();
    let plan = Plan::new(&*source, Vec::new(), PlanOptions { concurrency: 1, ..PlanOptions::default() }).unwrap();
    let warehouse = Box::new(Warehouse::open(path, Naming::Fivetran).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(source, plan, warehouse, RunOptions::default())).into_result().unwrap();
}

fn bare_loop(path: &Path) {
    let mut connection = bare::open(path);
    let transaction = connection.transaction().unwrap();
    let mut insert = bare::prepare(&transaction);
    // One time for all rows, made once: the loop is to be as quick as it can be.
    let synced = Utc::now().to_rfc3339();
    for id in 0..rows_wanted() {
        let order = order(id);
        let at = order.created_at.timestamp();
        // The days of these rows are of no interest here; a text of the same length is made as cheaply as it gets.
        let created_at = format!("2026-01-01T{:02}:{:02}:{:02}.000000Z", at / 3600 % 24, at / 60 % 60, at % 60);
        let cells = Cells {
            id: order.id,
            customer: order.customer,
            name: &order.name,
            email: &order.email,
            status: order.status,
            amount: &order.amount.to_string(),
            weight: order.weight,
            pieces: order.pieces,
            paid: order.paid,
            created_at: &created_at,
            synced: &synced,
        };
        bare::insert(&mut insert, &cells);
    }
    drop(insert);
    transaction.commit().unwrap();
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("sdk"), Some(path)) => {
            sdk(Path::new(&path));
            measure::report();
        }
        (Some("bare"), Some(path)) => {
            bare_loop(Path::new(&path));
            measure::report();
        }
        _ => compare(),
    }
    ExitCode::SUCCESS
}

fn compare() {
    let runs = setting("RUNS", 5);
    let rows = rows_wanted();
    println!("{rows} rows of ten columns, {runs} runs of each kind, medians");
    let (mut sdk, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        sdk.push(run_once("sdk", rows));
        bare.push(run_once("bare", rows));
    }
    let (wall, cpu) = measure::line("connector-sdk", &sdk, rows);
    let (bare_wall, bare_cpu) = measure::line("bare loop", &bare, rows);
    println!("ratio            {:6.2}   wall  {:6.2}   CPU", wall / bare_wall, cpu / bare_cpu);
    let large = run_once("sdk", rows * 10);
    let small = measure::median(&sdk, |figures| figures.memory);
    println!(
        "{} rows: {:.1} MiB peak, {:.2} of the memory of {rows} rows",
        rows * 10,
        large.memory,
        large.memory / small
    );
}

fn run_once(kind: &str, rows: i64) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warehouse.db");
    measure::measure(&[kind, path.to_str().unwrap()], &[("ROWS", rows.to_string())])
}
