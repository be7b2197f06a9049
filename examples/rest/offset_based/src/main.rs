//! Pages by offset and limit. Run `cargo run -p playground` beside it.

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
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

#[connector(base_url = base_url)]
struct OffsetBased {
    base_url: Url,
}

#[connector]
impl OffsetBased {
    #[paginate(style = "offset", limit = 50, total = "/total")]
    async fn users(&self, page: Offset, #[since(inclusive, ordered)] since: Since<User>) -> Result<Vec<User>> {
        let request = self.http().get("pagination/offset").query("order_by", "updatedAt");
        request.query("updated_since", since).page(page).records("/data").await
    }
}

#[cfg(test)]
mod tests;
