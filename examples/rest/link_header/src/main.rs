//! Each answer names the address of the next page in its `Link` header. Run `cargo run -p playground` beside it.

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
struct Links {
    base_url: Url,
}

#[connector]
impl Links {
    #[paginate(style = "link_header")]
    async fn users(&self, page: LinkHeader, #[since(inclusive, ordered)] since: Since<User>) -> Result<Vec<User>> {
        let request = self.http().get("pagination/link_header").query("order_by", "updatedAt").query("per_page", 50);
        request.query("updated_since", since).page(page).records("").await
    }
}

#[cfg(test)]
mod tests;
