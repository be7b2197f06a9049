//! A connector that is killed, starved and interrupted by the tests of durability.
//!
//! Without `VICTIM_FOLDER` in the environment it is a connector with a command line like any other. With it, one sync
//! runs into the warehouse in that folder through a sink that can kill the process at a step of its own.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod deadly;
mod source;

use std::path::Path;
use std::process::ExitCode;

use connector_sdk::config::Values;
use connector_sdk::destination::Destination;
use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use connector_sdk::schema::naming::Naming;

use deadly::Deadly;
use source::Victim;

fn main() -> ExitCode {
    match std::env::var_os("VICTIM_FOLDER") {
        Some(folder) => sync(Path::new(&folder)),
        None => connector_sdk::cli::main::<Victim>(),
    }
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

fn sync(folder: &Path) -> ExitCode {
    let definition = Definition::of::<Victim>();
    let variables = std::env::vars_os();
    let values = Values::empty(&definition.fields).with_environment("victim", variables).unwrap();
    let source = definition.open(&values).unwrap();
    let mut warehouse = match Warehouse::open(&folder.join("warehouse.db"), Naming::Fivetran) {
        Ok(warehouse) => warehouse,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let options = PlanOptions {
        state: warehouse.state().unwrap(),
        full_refresh: number("VICTIM_FULL_REFRESH").is_some(),
        concurrency: number("VICTIM_CONCURRENCY").unwrap_or(1) as usize,
        ..PlanOptions::default()
    };
    let plan = Plan::new(&*source, Vec::new(), options).unwrap();
    let sink = Box::new(Deadly::new(Box::new(warehouse)));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match runtime.block_on(run(source, plan, sink, RunOptions::default())).into_result() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
