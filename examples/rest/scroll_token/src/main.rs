//! A scroll: each page holds a token that leads to the next one. Run `cargo run -p playground` beside it.
//!
//! The token is kept in the state while the scroll goes on, so the next sync finishes one that broke off, and it is
//! forgotten at the end. A token that the source has forgotten meanwhile begins the scroll anew, where other connectors
//! fail with it for ever.

use connector_sdk::prelude::*;

#[table(primary_key = id)]
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
struct Scrolled {
    base_url: Url,
}

#[connector]
impl Scrolled {
    #[paginate(style = "scroll")]
    async fn users(&self, page: Scroll) -> Result<Vec<User>> {
        self.http().get("pagination/scroll").query("limit", 50).page(page).records("/data").await
    }
}

#[cfg(test)]
mod tests;
