//! A long history behind a present that matters more: each sync reads what is new, then as many days of the past as it
//! has time for. Run `cargo run -p playground` beside it.
//!
//! An error fails the sync, and the next one goes on where it stopped; what is new never waits for history.

use connector_sdk::prelude::*;

#[table(primary_key = id)]
#[paginate(
    path = "priority_first/users",
    records = "/data",
    style = "priority_first",
    start = "5d",
    budget = budget,
    until_param = "to",
    has_more = "/has_more",
    config = HighVolume
)]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    email: String,
    address: String,
    company: String,
    job: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[connector(base_url = base_url, tables(User))]
struct HighVolume {
    base_url: Url,
    /// How long a sync may go on before it leaves the rest of history to the next one.
    #[config(default = "6h")]
    budget: String,
}

#[cfg(test)]
mod tests;
