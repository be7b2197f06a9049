//! How much the SDK costs over a bare loop of prepared statements, as ratios.
//!
//! `cargo bench -p connector-sdk-tests --bench warehouse` prints, for a million generated ten-column rows:
//! wall-clock time, CPU time and peak memory of a sync into the warehouse and of a bare loop that fills a file of the
//! same columns with the same pragmas, and the memory of ten million rows beside one million.
//!
//! Each run is a process of its own, so that peak memory means something; the two kinds take turns, and medians are
//! printed. `ROWS` and `RUNS` in the environment change the size.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use connector_sdk::prelude::*;
use connector_sdk::schema::naming::Naming;
use rusqlite::{Connection, params};

/// An order as a shop's API would give it.
#[table(primary_key = id)]
struct Order {
    id: i64,
    customer: i64,
    name: String,
    email: String,
    status: &'static str,
    #[column(decimal(12, 2))]
    amount: Decimal,
    weight: f64,
    pieces: i32,
    paid: bool,
    created_at: DateTime<Utc>,
}

fn order(id: i64) -> Order {
    Order {
        id,
        customer: id % 10_007,
        name: format!("Customer {}", id % 10_007),
        email: format!("customer{}@example.com", id % 10_007),
        status: if id % 3 == 0 { "open" } else { "shipped" },
        amount: Decimal::new(i128::from(id % 1_000_000) + 1, 2).unwrap(),
        weight: id as f64 * 0.25,
        pieces: (id % 100) as i32,
        paid: id % 2 == 0,
        created_at: DateTime::from_timestamp(1_700_000_000 + id, 0).unwrap(),
    }
}

#[connector(main = false)]
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    for id in 0..rows_wanted() {
        rows.upsert(order(id)).await?;
    }
    Ok(())
}

fn rows_wanted() -> i64 {
    std::env::var("ROWS").map_or(1_000_000, |rows| rows.parse().unwrap())
}

fn sdk(path: &Path) {
    let definition = Definition::of::<orders>();
    let values = connector_sdk::config::Values::empty(&definition.fields);
    let source = definition.open(&values).unwrap();
    let plan = Plan::new(&*source, Vec::new(), PlanOptions { concurrency: 1, ..PlanOptions::default() }).unwrap();
    let warehouse = Box::new(Warehouse::open(path, Naming::Fivetran).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(source, plan, warehouse, RunOptions::default())).into_result().unwrap();
}

/// What a program without the SDK would do: the same statement, the same columns, the same pragmas.
fn bare(path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;
             PRAGMA journal_size_limit = 67108864;
             CREATE TABLE \"order\" (id INTEGER NOT NULL, customer INTEGER, name TEXT, email TEXT, status TEXT,
                amount TEXT, weight REAL, pieces INTEGER, paid INTEGER, created_at TEXT,
                _fivetran_synced TEXT NOT NULL, _fivetran_deleted INTEGER NOT NULL, PRIMARY KEY (id));",
        )
        .unwrap();
    let transaction = connection.transaction().unwrap();
    let mut insert = transaction
        .prepare(
            "INSERT INTO \"order\" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET
                customer = excluded.customer, name = excluded.name, email = excluded.email,
                status = excluded.status, amount = excluded.amount, weight = excluded.weight,
                pieces = excluded.pieces, paid = excluded.paid, created_at = excluded.created_at,
                _fivetran_synced = excluded._fivetran_synced, _fivetran_deleted = 0",
        )
        .unwrap();
    // One time for all rows, made once: the loop is to be as quick as it can be.
    let synced = Utc::now().to_rfc3339();
    for id in 0..rows_wanted() {
        let order = order(id);
        let amount = order.amount.to_string();
        let at = order.created_at.timestamp();
        // The days of these rows are of no interest here; a text of the same length is made as cheaply as it gets.
        let created_at = format!("2026-01-01T{:02}:{:02}:{:02}.000000Z", at / 3600 % 24, at / 60 % 60, at % 60);
        insert
            .execute(params![
                order.id,
                order.customer,
                order.name,
                order.email,
                order.status,
                amount,
                order.weight,
                order.pieces,
                order.paid,
                created_at,
                synced,
            ])
            .unwrap();
    }
    drop(insert);
    transaction.commit().unwrap();
}

/// One run's figures.
struct Figures {
    wall: f64,
    cpu: f64,
    memory: f64,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("sdk"), Some(path)) => {
            sdk(Path::new(&path));
            report_usage();
        }
        (Some("bare"), Some(path)) => {
            bare(Path::new(&path));
            report_usage();
        }
        _ => compare(),
    }
    ExitCode::SUCCESS
}

fn compare() {
    let runs: usize = std::env::var("RUNS").map_or(5, |runs| runs.parse().unwrap());
    let rows = rows_wanted();
    println!("{rows} rows of ten columns, {runs} runs of each kind, medians");
    let (mut sdk, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        sdk.push(measure("sdk", rows));
        bare.push(measure("bare", rows));
    }
    for (name, figures) in [("connector-sdk", &sdk), ("bare loop", &bare)] {
        let (wall, cpu) = (median(figures, |figures| figures.wall), median(figures, |figures| figures.cpu));
        let memory = median(figures, |figures| figures.memory);
        let rate = rows as f64 / wall;
        println!("{name:<14} {wall:6.2} s wall  {cpu:6.2} s CPU  {memory:6.1} MiB peak  {rate:9.0} rows/s");
    }
    let ratio = |of: fn(&Figures) -> f64| median(&sdk, of) / median(&bare, of);
    println!("ratio          {:6.2}   wall  {:6.2}   CPU", ratio(|f| f.wall), ratio(|f| f.cpu));
    let large = measure("sdk", rows * 10);
    let small = median(&sdk, |figures| figures.memory);
    println!(
        "{} rows: {:.1} MiB peak, {:.2} of the memory of {rows} rows",
        rows * 10,
        large.memory,
        large.memory / small
    );
}

fn median(figures: &[Figures], of: impl Fn(&Figures) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn measure(kind: &str, rows: i64) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warehouse.db");
    let started = Instant::now();
    let child = Command::new(std::env::current_exe().unwrap())
        .arg(kind)
        .arg(&path)
        .env("ROWS", rows.to_string())
        .output()
        .unwrap();
    let wall = started.elapsed().as_secs_f64();
    let report = String::from_utf8(child.stdout).unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    let numbers: Vec<f64> = report.split_whitespace().map(|number| number.parse().unwrap()).collect();
    Figures { wall, cpu: numbers[0], memory: numbers[1] }
}

/// The process's own account, as Linux keeps it: CPU seconds and peak memory in MiB.
fn report_usage() {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The second field, the program's name, may hold anything but ends with the last parenthesis.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kib: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    // A tick is a hundredth of a second on every Linux in use.
    println!("{} {}", ticks / 100.0, kib / 1024.0);
}
