//! What shares cost at the end of each day, with a cursor for each of them. Run `cargo run -p playground` beside it.
//!
//! The first sync reaches back 15 days; each further one goes on from the last day that a share has. The Python original
//! reads the same days over and over from its second sync on, and takes an error for an answer.

use connector_sdk::prelude::*;
use serde::{Deserializer, de::Error as _};

#[table(primary_key = symbol)]
struct Ticker {
    symbol: String,
}

#[table(primary_key = (symbol, date), cursor = date)]
#[derive(Deserialize)]
struct Price {
    symbol: String,
    #[serde(deserialize_with = "day")]
    date: NaiveDate,
    exchange: String,
    open: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    close: Option<f64>,
    volume: Option<f64>,
    adj_open: Option<f64>,
    adj_high: Option<f64>,
    adj_low: Option<f64>,
    adj_close: Option<f64>,
    adj_volume: Option<f64>,
    split_factor: Option<f64>,
    dividend: Option<f64>,
}

#[connector(base_url = base_url, auth = api_key(api_key, query = "access_key"), rate_limit = "5/s")]
struct Marketstack {
    base_url: Url,
    api_key: Secret,
    tickers: Vec<String>,
}

#[connector]
impl Marketstack {
    #[paginate(style = "single")]
    async fn tickers(&self) -> Result<Vec<Ticker>> {
        Ok(self.tickers.iter().map(|symbol| Ticker { symbol: symbol.clone() }).collect())
    }

    #[paginate(style = "offset", limit = 1000, total = "/pagination/total", for_each = tickers)]
    async fn prices(
        &self,
        ticker: &Ticker,
        page: Offset,
        #[since(inclusive, initial = "15d", per = symbol)] since: Since<Price>,
    ) -> Result<Vec<Price>> {
        let request = self.http().get("eod").query("symbols", &ticker.symbol).query("date_from", since);
        request.page(page).records("/data").await
    }
}

/// The source writes `2026-01-30T00:00:00+0000`.
fn day<'de, D: Deserializer<'de>>(source: D) -> Result<NaiveDate, D::Error> {
    let text = String::deserialize(source)?;
    let time = DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%z");
    time.map(|time| time.date_naive()).map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
}

#[cfg(test)]
mod tests;
