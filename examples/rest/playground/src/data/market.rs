//! End-of-day prices: a function of symbol and day, so that every window of time has them.

use super::noise::{mix, seed};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The symbols that have prices.
pub const SYMBOLS: [&str; 4] = ["AAPL", "MSFT", "GOOG", "INTC"];

/// What a share cost on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Price {
    pub symbol: String,
    pub exchange: String,
    /// As the API writes it: `2024-10-14T00:00:00+0000`.
    pub date: String,
    pub open: f64,
    pub high: f64,
    pub low: f64,
    pub close: f64,
    /// A JSON integer on even days of the month and a JSON float on odd ones; null on every 13th.
    pub volume: Option<f64>,
    pub adj_open: Option<f64>,
    pub adj_high: Option<f64>,
    pub adj_low: Option<f64>,
    pub adj_close: f64,
    pub adj_volume: Option<f64>,
    pub split_factor: f64,
    pub dividend: f64,
}

/// The prices of a symbol, both days included, newest first; none on weekends, none for another symbol.
pub fn prices(symbol: &str, from: NaiveDate, to: NaiveDate) -> Vec<Price> {
    if !SYMBOLS.contains(&symbol) || from > to {
        return Vec::new();
    }
    let days = from.iter_days().take_while(|day| *day <= to);
    let weekdays = days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    let mut prices: Vec<Price> = weekdays.map(|day| price(symbol, day)).collect();
    prices.reverse();
    prices
}

fn price(symbol: &str, day: NaiveDate) -> Price {
    let noise = mix(seed(symbol) ^ day.num_days_from_ce() as u64);
    // Eighths are exact in binary: what is sent is what is read.
    let open = 100.0 + (noise % 800) as f64 / 8.0;
    let (high, low, close) = (open + 2.5, open - 1.75, open + 0.125);
    let volume = (!day.day().is_multiple_of(13)).then_some((1_000_000 + noise % 9_000_000) as f64);
    let adjusted = |value: f64| (!day.day().is_multiple_of(5)).then_some(value);
    Price {
        symbol: symbol.to_owned(),
        exchange: "XNAS".to_owned(),
        date: day.format("%Y-%m-%dT00:00:00+0000").to_string(),
        open,
        high,
        low,
        close,
        volume,
        adj_open: adjusted(open),
        adj_high: adjusted(high),
        adj_low: adjusted(low),
        adj_close: close,
        adj_volume: volume,
        split_factor: 1.0,
        dividend: 0.0,
    }
}

impl Price {
    pub(crate) fn to_json(&self) -> Value {
        let mut row = json!(self);
        let even = self.date[8..10].parse::<u32>().is_ok_and(|day| day % 2 == 0);
        if let (true, Some(volume)) = (even, self.volume) {
            row["volume"] = json!(volume as i64);
        }
        row
    }
}
