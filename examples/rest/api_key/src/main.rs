//! A key in a header. Run `cargo run -p playground` beside it.

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

#[connector(base_url = base_url, auth = api_key(api_key, header = "Authorization", prefix = "apiKey "))]
struct ApiKey {
    base_url: Url,
    /// Made under Settings, API.
    api_key: Secret,
}

#[connector]
impl ApiKey {
    #[paginate(style = "single")]
    async fn users(&self) -> Result<Vec<User>> {
        self.http().get("auth/api_key").records("/data").await
    }

    #[check("The credentials are accepted")]
    async fn credentials_are_accepted(&self) -> Result<()> {
        self.http().get("auth/api_key").send().await.map(drop)
    }
}

#[cfg(test)]
mod tests;
