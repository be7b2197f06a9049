//! A whole table as one CSV file, read while it comes. Run `cargo run -p playground` beside it.

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
struct Export {
    base_url: Url,
}

#[connector]
impl Export {
    async fn users(&self, rows: &mut Rows<User>) -> Result<()> {
        rows.upsert_stream(self.http().get("export/csv").stream_csv().await?).await
    }
}

#[cfg(test)]
mod tests;
