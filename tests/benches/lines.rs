//! How many rows a second a connector writes as an Airbyte source and as a Singer tap.
//!
//! `cargo bench -p connector-sdk-tests --bench lines` prints, for generated ten-column rows written to /dev/null: rows
//! and megabytes a second, CPU time and peak memory, with and without a primary key, on one core and on all.
//!
//! Each run is a process of its own, so that peak memory means something; medians are printed. `ROWS` and `RUNS` in the
//! environment change the size.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/measure.rs"]
mod measure;

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use connector_sdk::connector::Connector;
use connector_sdk::engine::Definition;
use connector_sdk::prelude::*;
use connector_sdk::protocol::{airbyte, singer};
use measure::setting;

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

/// The same without a key.
#[table]
struct Sale {
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

macro_rules! row {
    ($table:ident, $id:expr) => {{
        let id: i64 = $id;
        $table {
            id,
            customer: id % 10_007,
            name: format!("Customer number {id}"),
            email: format!("customer-{id}@shop.example"),
            status: ["open", "paid", "sent", "returned"][(id % 4) as usize],
            amount: Decimal::new(i128::from(id % 100_000), 2).unwrap(),
            weight: id as f64 / 8.0,
            pieces: (id % 12) as i32,
            paid: id % 3 == 0,
            created_at: DateTime::from_timestamp(1_700_000_000 + id, 0).unwrap(),
        }
    }};
}

fn rows_wanted() -> i64 {
    setting("ROWS", 1_000_000)
}

#[connector(main = false)]
async fn keyed(rows: &mut Rows<Order>) -> Result<()> {
    rows.upsert_all((0..rows_wanted()).map(|id| row!(Order, id))).await
}

#[connector(main = false)]
async fn plain(rows: &mut Rows<Sale>) -> Result<()> {
    rows.upsert_all((0..rows_wanted()).map(|id| row!(Sale, id))).await
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [protocol, "keyed"] => run::<keyed>(protocol, "order"),
        [protocol, "plain"] => run::<plain>(protocol, "sale"),
        _ => {
            compare();
            ExitCode::SUCCESS
        }
    }
}

fn run<C: Connector>(protocol: &str, stream: &str) -> ExitCode {
    let definition = Definition::of::<C>();
    let code = if protocol == "singer" {
        singer::main(&definition, [])
    } else {
        let files = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = files.path().join(name);
            fs::write(&path, text).unwrap();
            path.into_os_string()
        };
        let catalog = format!(
            r#"{{"streams":[{{"stream":{{"name":"{stream}"}},"sync_mode":"incremental","destination_sync_mode":"append"}}]}}"#
        );
        let config = write("config.json", "{}");
        let catalog = write("catalog.json", &catalog);
        airbyte::main(&definition, ["read".into(), "--config".into(), config, "--catalog".into(), catalog])
    };
    let (cpu, memory) = measure::usage();
    fs::write(std::env::var("USAGE").unwrap(), format!("{cpu} {memory}")).unwrap();
    code
}

struct Figures {
    wall: f64,
    cpu: f64,
    memory: f64,
    bytes: f64,
}

fn compare() {
    let runs = setting("RUNS", 5);
    let rows = rows_wanted();
    println!("{rows} rows of ten columns to /dev/null, medians of {runs} runs");
    for protocol in ["airbyte", "singer"] {
        for table in ["plain", "keyed"] {
            let bytes = run_once(protocol, table, false, true).bytes;
            for one_core in [true, false] {
                let figures: Vec<_> = (0..runs).map(|_| run_once(protocol, table, one_core, false)).collect();
                let median = |of: fn(&Figures) -> f64| measure::median(&figures, of);
                let wall = median(|figures| figures.wall);
                println!(
                    "{protocol:<8} {table:<6} {:<9} {:9.0} rows/s  {:6.0} MB/s  {wall:5.2} s wall  {:5.2} s CPU  {:6.1} MiB peak",
                    if one_core { "one core" } else { "all cores" },
                    rows as f64 / wall,
                    bytes / wall / 1e6,
                    median(|figures| figures.cpu),
                    median(|figures| figures.memory),
                );
            }
        }
    }
}

/// Runs this program once; with `count` its output is counted instead of thrown away.
fn run_once(protocol: &str, table: &str, one_core: bool, count: bool) -> Figures {
    let directory = tempfile::tempdir().unwrap();
    let (usage, output) = (directory.path().join("usage"), directory.path().join("output"));
    let program = std::env::current_exe().unwrap();
    let mut command = if one_core && Path::new("/usr/bin/taskset").exists() {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    let stdout = if count { Stdio::from(File::create(&output).unwrap()) } else { Stdio::null() };
    command.args([protocol, table]).env("USAGE", &usage).stdout(stdout).stderr(Stdio::null());
    let begin = Instant::now();
    assert!(command.status().unwrap().success(), "{protocol} {table} failed");
    let wall = begin.elapsed().as_secs_f64();
    let text = fs::read_to_string(usage).unwrap();
    let (cpu, memory) = text.split_once(' ').unwrap();
    Figures {
        wall,
        cpu: cpu.parse().unwrap(),
        memory: memory.parse().unwrap(),
        bytes: fs::metadata(output).map_or(0.0, |file| file.len() as f64),
    }
}
