//! Pages by offset and limit, with no function at all. Run `cargo run -p playground` beside it.

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
#[paginate(
    style = "offset",
    path = "pagination/offset?order_by=updatedAt",
    records = "/data",
    limit = 50,
    total = "/total"
)]
#[since(param = "updated_since", inclusive, ordered)]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    email: String,
    address: String,
    company: String,
    job: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[connector(base_url = base_url, tables(User))]
struct OffsetBased {
    base_url: Url,
}

#[cfg(test)]
mod tests;
