//! How near a connector comes to the rate that its source allows, when every request takes its time.
//!
//! `cargo bench -p connector-sdk-tests --bench latency` prints, for 200 parents with ten pages each from a server that
//! answers after 50 ms, and a declared limit of 100 requests a second: requests a second as part of that limit, and how
//! many rows came out of order. `PARENTS` and `PARENTS_PER_PAGE` in the environment change the size.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/measure.rs"]
mod measure;
#[path = "support/server.rs"]
mod server;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use connector_sdk::config::Values;
use connector_sdk::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use connector_sdk::event::{Batch, Checkpoint};
use connector_sdk::prelude::*;
use connector_sdk::row::Value;
use connector_sdk::schema::TableSpec;
use connector_sdk::sink::Sink;
use measure::setting;
use server::Server;

const PAGES: i64 = 10;
const ROWS: i64 = 10;
const LATENCY: Duration = Duration::from_millis(50);
const LIMIT: f64 = 100.0;

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Parent {
    id: i64,
}

/// Numbered from 0 on in the order of parents and pages.
#[table(primary_key = id)]
#[derive(Deserialize)]
struct Child {
    id: i64,
}

#[connector(base_url = base_url, rate_limit = "100/s")]
struct Slow {
    base_url: Url,
}

#[connector(main = false)]
impl Slow {
    #[paginate(style = "page_number", start = 0, last_page = "/last")]
    async fn parents(&self, page: PageNumber) -> Result<Vec<Parent>> {
        self.http().get("parents").page(page).records("/items").await
    }

    #[paginate(style = "page_number", start = 0, last_page = "/last", for_each = parents, concurrency = 8)]
    async fn children(&self, parent: &Parent, page: PageNumber) -> Result<Vec<Child>> {
        self.http().get(format!("parents/{}/children", parent.id)).page(page).records("/items").await
    }
}

fn serve() -> ! {
    let (parents, per_page) = (setting("PARENTS", 200), setting("PARENTS_PER_PAGE", 50));
    server::serve(move |target| {
        std::thread::sleep(LATENCY);
        let page = server::number(target, "page");
        let parent = target.trim_start_matches("/parents/").split('/').next().and_then(|id| id.parse::<i64>().ok());
        let (ids, last) = match parent {
            Some(parent) => ((parent * PAGES + page) * ROWS..(parent * PAGES + page + 1) * ROWS, PAGES - 1),
            None => (page * per_page..((page + 1) * per_page).min(parents), (parents - 1) / per_page),
        };
        let items: Vec<_> = ids.map(|id| format!(r#"{{"id":{id}}}"#)).collect();
        server::json(&format!(r#"{{"last":{last},"items":[{}]}}"#, items.join(",")))
    })
}

/// Counts rows, and those that come out of order.
#[derive(Default)]
struct Order {
    next: i64,
    wrong: i64,
}

struct Watching(Arc<Mutex<Order>>);

impl Sink for Watching {
    fn declare(&mut self, _tables: &[Arc<TableSpec>]) -> Result<()> {
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        if batch.table.name == "child" {
            let mut order = self.0.lock().unwrap();
            for (_, cells) in batch.rows() {
                let Some(Value::Long(id)) = cells[0] else { continue };
                if id != order.next {
                    order.wrong += 1;
                }
                order.next = id + 1;
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

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "server") {
        serve();
    }
    let (parents, per_page) = (setting("PARENTS", 200), setting("PARENTS_PER_PAGE", 50));
    let server = Server::start();
    let definition = Definition::of::<Slow>();
    let values = Values::from_json(&definition.fields, serde_json::json!({ "base_url": server.url })).unwrap();
    let source = definition.open(&values).unwrap();
    let plan = Plan::new(&*source, Vec::new(), PlanOptions { concurrency: 1, ..PlanOptions::default() }).unwrap();
    let order = Arc::new(Mutex::new(Order::default()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let started = Instant::now();
    let sink = Box::new(Watching(order.clone()));
    runtime.block_on(run(source, plan, sink, RunOptions::default())).into_result().unwrap();
    let wall = started.elapsed().as_secs_f64();

    let order = order.lock().unwrap();
    assert_eq!(order.next, parents * PAGES * ROWS, "rows are missing");
    let requests = parents * PAGES + (parents - 1) / per_page + 1;
    let rate = requests as f64 / wall;
    println!("{requests} requests of {} ms in {wall:.2} s: {rate:.1} requests/s", LATENCY.as_millis());
    println!("ratio to the limit of {LIMIT} requests/s: {:.3}", rate / LIMIT);
    println!("rows out of order: {} of {}", order.wrong, parents * PAGES * ROWS);
    ExitCode::SUCCESS
}
