//! Each page holds a token that leads to the rows behind its last one. The source takes
//! either the time of the last sync or a token, never both. Run `cargo run -p playground` beside it.

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
struct Keysets {
    base_url: Url,
}

#[connector]
impl Keysets {
    #[paginate(style = "cursor", token = "/scroll_param", param = "scroll_param")]
    async fn users(&self, page: Cursor, #[since(inclusive, ordered)] since: Since<User>) -> Result<Vec<User>> {
        let since = (page.number() == 1).then_some(since);
        let request = self.http().get("pagination/keyset").query("updated_since", since);
        request.page(page).records("/data").await
    }
}

#[cfg(test)]
mod tests;
