//! A user and a password. Run `cargo run -p playground` beside it.

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

#[connector(base_url = base_url, auth = basic(username, password))]
struct HttpBasic {
    base_url: Url,
    username: String,
    password: Secret,
}

#[connector]
impl HttpBasic {
    #[paginate(style = "single")]
    async fn users(&self) -> Result<Vec<User>> {
        self.http().get("auth/http_basic").records("/data").await
    }

    #[check("The credentials are accepted")]
    async fn credentials_are_accepted(&self) -> Result<()> {
        self.http().get("auth/http_basic").send().await.map(drop)
    }
}

#[cfg(test)]
mod tests;
