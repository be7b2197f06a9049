//! Initial value, end value, and backfills of a range.

use super::*;
use connector_sdk::prelude::chrono::NaiveDate;

#[table(primary_key = day, cursor = day)]
#[derive(Deserialize)]
struct Rate {
    day: NaiveDate,
}

#[connector(base_url = base_url)]
struct Rates {
    base_url: Url,
    first: NaiveDate,
    last: Option<NaiveDate>,
}

#[connector(main = false)]
impl Rates {
    #[paginate(style = "single")]
    async fn rates(&self, #[since(inclusive, initial = first, end = last)] since: Since<Rate>) -> Result<Vec<Rate>> {
        let last = since.end().copied();
        self.http().get("rates").query("from", since).query("to", last).records("").await
    }
}

#[test]
fn a_range_is_read_and_then_widened() {
    let source = Source::default();
    let sandbox = source.sandbox::<Rates>(|row, request| {
        let day = row["day"].as_str().unwrap();
        let (from, to) = (request.parameter("from"), request.parameter("to"));
        from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
    });
    let url = sandbox.configuration()["base_url"].clone();
    let days: Vec<_> = (1..=31).map(|day| json!({ "day": format!("2026-01-{day:02}") })).collect();
    source.set(json!(days));

    let mut sandbox = sandbox.configure(json!({ "base_url": url, "first": "2026-01-05", "last": "2026-01-10" }));
    sandbox.sync().unwrap();
    assert_eq!(source.asked(), ["rates?from=2026-01-05&to=2026-01-10"]);
    assert_eq!((sandbox.rows("rate").len(), sandbox.state("rate")), (6, json!({ "cursor": "2026-01-10" })));

    // Without an end it goes on from there.
    let mut sandbox = sandbox.configure(json!({ "base_url": url, "first": "2026-01-05" }));
    sandbox.sync().unwrap();
    assert_eq!(source.asked(), ["rates?from=2026-01-10"]);
    assert_eq!((sandbox.rows("rate").len(), sandbox.state("rate")), (27, json!({ "cursor": "2026-01-31" })));
}
