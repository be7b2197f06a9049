//! Three ways to read what is new from a source without pages: by time of change, by time with a second look at the last
//! two hours, and by number. Run `cargo run -p playground` beside it.
//!
//! A source that sends the rows at the cursor again is asked once and not for ever, and numbers that are given out late
//! are read although there were gaps before them.

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
#[paginate(style = "single", path = "incremental/timestamp", records = "/data")]
#[since(param = "since", inclusive)]
#[derive(Deserialize)]
struct Timestamp {
    id: String,
    name: String,
    #[serde(rename = "updatedAt")]
    updated_at: DateTime<Utc>,
}

#[table(primary_key = id, cursor = updated_at)]
#[paginate(style = "single", path = "incremental/timestamp", records = "/data")]
#[since(param = "since", inclusive, lookback = "2h")]
#[derive(Deserialize)]
struct Replay {
    id: String,
    name: String,
    #[serde(rename = "updatedAt")]
    updated_at: DateTime<Utc>,
}

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Step {
    id: String,
    name: String,
}

#[state]
struct Numbers {
    read: u64,
}

#[connector(base_url = base_url)]
struct Strategies {
    base_url: Url,
    /// How many numbers a request asks for.
    #[config(default = 1000)]
    step: u64,
}

#[connector(tables(Timestamp, Replay))]
impl Strategies {
    async fn steps(&self, rows: &mut Rows<Step>, state: &mut State<Numbers>) -> Result<()> {
        let (mut from, mut empty) = (state.read + 1, 0);
        // Numbers may be missing; a gap of three steps is the end.
        while empty < 3 {
            let request = self.http().get("incremental/step").query("start_id", from);
            let found: Vec<Step> = request.query("end_id", from + self.step - 1).records("/data").await?;
            from += self.step;
            empty = if found.is_empty() { empty + 1 } else { 0 };
            state.read = found.iter().filter_map(|row| row.id.parse().ok()).fold(state.read, u64::max);
            rows.upsert_all(found).await?;
            state.checkpoint().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
