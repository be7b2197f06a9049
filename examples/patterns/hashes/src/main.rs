//! A key for records that have none: the SHA-1 of the whole record.
//!
//! `canonical_json` writes the same record the same way in every language, so the hashes are those of
//! `json.dumps(record, sort_keys=True)` in Python. The record is hashed as the source sent it, before it becomes a row:
//! a field that is null and one that is missing are two different records, although both rows hold null.
//!
//! Mind that a new field in the source changes every hash. Hash the fields that identify a record if there are such.

use connector_sdk::prelude::*;
use connector_sdk::row::canonical_json;
use sha1::{Digest, Sha1};

#[table(primary_key = hash_id)]
#[derive(Deserialize)]
struct User {
    #[serde(skip)]
    hash_id: String,
    first_name: String,
    last_name: String,
    email: Option<String>,
    updated_at: Option<DateTime<Utc>>,
}

#[connector]
async fn hashes(rows: &mut Rows<User>) -> Result<()> {
    let records: Vec<serde_json::Value> = serde_json::from_str(SOURCE)?;
    for record in records {
        let hash_id = hash(&record);
        rows.upsert(User { hash_id, ..serde_json::from_value(record)? }).await?;
    }
    Ok(())
}

fn hash(record: &serde_json::Value) -> String {
    Sha1::digest(canonical_json(record)).iter().map(|byte| format!("{byte:02x}")).collect()
}

const SOURCE: &str = r#"[
    {"first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "updated_at": "2007-12-03T10:15:30Z"},
    {"first_name": "John", "last_name": "Doe", "email": "john.doe@example.com", "updated_at": "2008-02-13T03:30:50Z"},
    {"first_name": "John", "last_name": "Doe", "email": null, "updated_at": "2008-02-13T03:30:50Z"},
    {"first_name": "Joe", "last_name": "Smith", "email": null, "updated_at": "2014-05-10T00:00:30Z"},
    {"first_name": "Jane", "last_name": "Dalton", "updated_at": null}
]"#;

#[cfg(test)]
mod tests;
