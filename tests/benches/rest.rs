//! How much reading a web API into the warehouse costs over doing it by hand, as ratios.
//!
//! `cargo bench -p connector-sdk-tests --bench rest` prints, for 500,000 ten-field rows in pages of a thousand from a
//! server on loopback: time, CPU time and peak memory of a `#[paginate]` connector that syncs them into the warehouse,
//! beside (a) a loop that fetches the same pages with plain reqwest, parses them into the same structs and drops them,
//! and (b) the same loop that also writes each row with a prepared statement into a file of the same columns and
//! pragmas.
//!
//! Each run is a process of its own, and so is the server, whose pages are ready: only the client's costs count. The
//! kinds take turns, and medians are printed. `ROWS` and `RUNS` in the environment change the size.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "support/bare.rs"]
mod bare;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/server.rs"]
mod server;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use bare::Cells;
use chrono::SecondsFormat;
use connector_sdk::config::Values;
use connector_sdk::destination::sqlite::Warehouse;
use connector_sdk::engine::{Definition, Plan, PlanOptions, RunOptions, run};
use connector_sdk::prelude::*;
use connector_sdk::schema::naming::Naming;
use measure::{Figures, setting};
use server::Server;

const PAGE: i64 = 1000;

/// An order as a shop's API gives it.
#[table(primary_key = id)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    customer: i64,
    name: String,
    email: String,
    status: String,
    #[column(decimal(12, 2))]
    amount: Decimal,
    weight: f64,
    pieces: i32,
    paid: bool,
    created_at: DateTime<Utc>,
}

#[connector(base_url = base_url)]
struct Shop {
    base_url: Url,
}

#[connector(main = false)]
impl Shop {
    #[paginate(style = "offset", limit = 1000, total = "/total")]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        self.http().get("orders").page(page).records("/items").await
    }
}

/// The API's row.
fn order(id: i64) -> String {
    let customer = id % 10_007;
    let created_at =
        DateTime::from_timestamp(1_700_000_000 + id, 0).unwrap().to_rfc3339_opts(SecondsFormat::Secs, true);
    format!(
        r#"{{"id":{id},"customer":{customer},"name":"Customer {customer}","email":"customer{customer}@example.com","status":"{}","amount":"{}.{:02}","weight":{:?},"pieces":{},"paid":{},"created_at":"{created_at}"}}"#,
        if id % 3 == 0 { "open" } else { "shipped" },
        id % 10_000,
        id % 100,
        id as f64 * 0.25,
        id % 100,
        id % 2 == 0,
    )
}

fn serve() -> ! {
    let total = rows_wanted();
    let page = |first: i64| {
        let items: Vec<_> = (first..(first + PAGE).min(total)).map(order).collect();
        server::json(&format!(r#"{{"total":{total},"items":[{}]}}"#, items.join(",")))
    };
    let pages: Vec<_> = (0..=total / PAGE).map(|number| page(number * PAGE)).collect();
    server::serve(move |target| pages[(server::number(target, "offset") / PAGE) as usize].clone())
}

fn sdk(url: &str, path: &Path) {
    let definition = Definition::of::<Shop>();
    let values = Values::from_json(&definition.fields, serde_json::json!({ "base_url": url })).unwrap();
    let source = definition.open(&values).unwrap();
    let plan = Plan::new(&*source, Vec::new(), PlanOptions { concurrency: 1, ..PlanOptions::default() }).unwrap();
    let warehouse = Box::new(Warehouse::open(path, Naming::Fivetran).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(source, plan, warehouse, RunOptions::default())).into_result().unwrap();
    let written: i64 = rusqlite::Connection::open(path)
        .unwrap()
        .query_row("SELECT COUNT(*) FROM \"order\"", [], |row| row.get(0))
        .unwrap();
    assert_eq!(written, rows_wanted());
}

/// A page of the API, for the loops without the SDK.
#[derive(Deserialize)]
struct Page {
    total: i64,
    items: Vec<Order>,
}

/// Fetches and parses all pages as a small program would, one after the other.
fn fetch(url: &str, mut each: impl FnMut(Order)) {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let mut offset = 0;
        loop {
            let response = client.get(format!("{url}/orders?limit={PAGE}&offset={offset}")).send().await.unwrap();
            let page: Page = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
            offset += page.items.len() as i64;
            page.items.into_iter().for_each(&mut each);
            if offset >= page.total {
                break;
            }
        }
        assert_eq!(offset, rows_wanted());
    });
}

fn bare_loop(url: &str, path: &Path) {
    let mut connection = bare::open(path);
    let transaction = connection.transaction().unwrap();
    let mut insert = bare::prepare(&transaction);
    let synced = Utc::now().to_rfc3339();
    fetch(url, |order| {
        let cells = Cells {
            id: order.id,
            customer: order.customer,
            name: &order.name,
            email: &order.email,
            status: &order.status,
            amount: &order.amount.to_string(),
            weight: order.weight,
            pieces: order.pieces,
            paid: order.paid,
            created_at: &order.created_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            synced: &synced,
        };
        bare::insert(&mut insert, &cells);
    });
    drop(insert);
    transaction.commit().unwrap();
}

fn rows_wanted() -> i64 {
    setting("ROWS", 500_000)
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["server"] => serve(),
        ["sdk", url, path] => sdk(url, Path::new(path)),
        ["parse", url, _] => fetch(url, drop),
        ["bare", url, path] => bare_loop(url, Path::new(path)),
        _ => {
            compare();
            return ExitCode::SUCCESS;
        }
    }
    measure::report();
    ExitCode::SUCCESS
}

fn compare() {
    let (runs, rows) = (setting("RUNS", 5), rows_wanted());
    println!("{rows} rows of ten fields in pages of {PAGE}, {runs} runs of each kind, medians");
    let server = Arc::new(Server::start());
    let (mut sdk, mut parse, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        sdk.push(run_once("sdk", &server));
        parse.push(run_once("parse", &server));
        bare.push(run_once("bare", &server));
    }
    let (wall, cpu) = measure::line("connector-sdk", &sdk, rows);
    for (name, figures) in [("(a) parse only", &parse), ("(b) bare loop", &bare)] {
        let (other_wall, other_cpu) = measure::line(name, figures, rows);
        println!("  ratio to it    {:6.2}   wall  {:6.2}   CPU", wall / other_wall, cpu / other_cpu);
    }
}

fn run_once(kind: &str, server: &Server) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("warehouse.db");
    measure::measure(&[kind, &server.url, path.to_str().unwrap()], &[])
}
