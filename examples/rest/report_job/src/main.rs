//! A report that the source works on for a while: submitted, asked for until it is done, then read while it comes.
//! Run `cargo run -p playground` beside it.

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
struct Reports {
    base_url: Url,
}

#[connector]
impl Reports {
    /// A sync that ends while the source still works goes on asking for the same report the next time.
    async fn users(&self, rows: &mut Rows<User>, job: &mut State<Job>) -> Result<()> {
        let report = job
            .submit(|| self.http().post("jobs").json_body(serde_json::json!({ "format": "ndjson" })))
            .poll(|id| self.http().get(format!("jobs/{id}")))
            .deadline("30m")
            .finished()
            .await?;
        let file: String = report.value("/download_url")?;
        rows.upsert_stream(self.http().get(file).stream_lines().await?).await
    }
}

#[cfg(test)]
mod tests;
