//! Each share has its prices and its cursor, whatever goes wrong; the window of days moves on.

use connector_sdk::ErrorKind;
use connector_sdk::prelude::{NaiveDate, chrono::TimeDelta, serde_json::Value};
use connector_sdk::testing::{Sandbox, json};
use playground::data::market::{SYMBOLS, prices};
use playground::{Fault, Playground, START, Trouble, calm_and_hostile, rows};

use super::Marketstack;

/// At the time of the playground.
fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<Marketstack>().configure_from(configuration);
    sandbox.clock().set("2026-01-31T12:00:00Z");
    sandbox.set("base_url", playground.base_url() + "/v2")
}

/// The prices of 15 days before the start up to a day.
fn expected(until: NaiveDate) -> Vec<Value> {
    let first = (START - TimeDelta::days(15)).date_naive();
    let mut rows = rows(&["symbol", "date"], SYMBOLS.into_iter().flat_map(|symbol| prices(symbol, first, until)));
    rows.iter_mut().for_each(|row| row["date"] = json!(row["date"].as_str().unwrap()[..10]));
    rows
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        for (days, last) in [(0, "2026-01-30"), (1, "2026-01-30"), (4, "2026-02-04"), (40, "2026-03-12")] {
            let now = START + TimeDelta::days(days);
            playground.control().advance_clock(now - playground.control().now());
            sandbox.clock().set(&now.to_rfc3339());
            sandbox.sync().unwrap();
            assert_eq!(sandbox.rows("price"), expected(now.date_naive()));
            let cursors = json!({ "parents": { "AAPL": last, "GOOG": last, "INTC": last, "MSFT": last } });
            assert_eq!(sandbox.state("price"), cursors);
        }
    });
}

#[test]
fn the_next_sync_asks_from_the_last_day_on() {
    let playground = playground::start();
    let mut sandbox = sandbox(&playground);
    assert_eq!(sandbox.sync().unwrap().rows as usize, 4 + expected(START.date_naive()).len());
    assert_eq!(sandbox.sync().unwrap().rows, 4 + 4);
    let from: Vec<_> =
        playground.control().requests().iter().map(|asked| asked.param("date_from").unwrap().to_owned()).collect();
    assert_eq!(from, [["2026-01-16"; 4], ["2026-01-30"; 4]].concat());
}

#[test]
fn pages_may_be_short() {
    let playground = playground::start();
    playground.control().misbehave(Fault::new("/v2", Trouble::ShortPage).always());
    let mut sandbox = sandbox(&playground);
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("price"), expected(START.date_naive()));
}

#[test]
fn a_wrong_key_is_refused_and_not_shown() {
    let error = sandbox(&playground::start()).set("api_key", "wrong-market-key").sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let text = error.to_string();
    assert!(text.contains("invalid_access_key") && !text.contains("wrong-market-key"), "{text}");
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
