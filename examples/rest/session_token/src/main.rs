//! A login gives a token, which is renewed when it ends or is refused. Run `cargo run -p playground` beside it.

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

#[connector(base_url = base_url, auth = session_token(username, password, login = "auth/session_token/login", prefix = "Token "))]
struct SessionToken {
    base_url: Url,
    username: String,
    password: Secret,
}

#[connector]
impl SessionToken {
    #[paginate(style = "single")]
    async fn users(&self) -> Result<Vec<User>> {
        self.http().get("auth/session_token/data").records("/data").await
    }

    #[check("The credentials are accepted")]
    async fn credentials_are_accepted(&self) -> Result<()> {
        self.http().get("auth/session_token/data").send().await.map(drop)
    }
}

#[cfg(test)]
mod replayed;
#[cfg(test)]
mod tests;
