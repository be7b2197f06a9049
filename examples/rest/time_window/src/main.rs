//! Events in slices of 30 days, from a first day up to now; the next sync goes on where this one ended.
//! Run `cargo run -p playground` beside it.

use connector_sdk::prelude::*;

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Event {
    id: i64,
    kind: String,
    happened_at: DateTime<Utc>,
}

#[connector(base_url = base_url)]
struct Events {
    base_url: Url,
    /// The first day to read.
    start: NaiveDate,
}

#[connector]
impl Events {
    #[paginate(style = "window", step = "30d", start = start, until_param = "to")]
    async fn events(&self, page: Window) -> Result<Vec<Event>> {
        self.http().get("time_window/events").page(page).records("/data").await
    }
}

#[cfg(test)]
mod tests;
