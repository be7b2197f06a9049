//! Pages by offset and limit, with no function at all. Run `cargo run -p playground` beside it.
//!
//! The newest change comes first: a row that changes while pages are read moves to the front and pushes others back, into
//! pages that are still to come. In the other order it pulls one past the reader, which the Python original then lacks.

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
#[paginate(
    style = "offset",
    path = "pagination/offset?order_by=updatedAt&order_type=desc",
    records = "/data",
    limit = 50,
    total = "/total"
)]
#[since(param = "updated_since", inclusive)]
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
