//! A source that overwrites its records: it says when a user changed last, but not when the user was created.
//!
//! With `updated_at` in the key, each version that a sync meets is a row of its own. A version is sent once and says
//! when it was met, so `select id, min(observed_at) from user group by id` is when each user appeared. The Python
//! original relies on the destination's `_fivetran_synced`, which moves whenever the same version is sent again. What
//! a user was in between two syncs stays unknown.

use std::collections::BTreeMap;

use connector_sdk::prelude::*;

#[table(primary_key = (id, updated_at))]
#[derive(Deserialize)]
struct User {
    id: i32,
    updated_at: DateTime<Utc>,
    first_name: String,
    last_name: String,
    designation: String,
    #[serde(skip)]
    observed_at: DateTime<Utc>,
}

#[state]
struct Progress {
    /// The last version seen of each user. The latest time of all would miss a second user of the same instant.
    seen: BTreeMap<i32, DateTime<Utc>>,
}

#[connector]
async fn records_with_no_created_at_timestamp(
    rows: &mut Rows<User>,
    state: &mut State<Progress>,
    run: &mut Run,
) -> Result<()> {
    let source = if run.is_first_sync() { FIRST } else { LATER };
    let users: Vec<User> = serde_json::from_str(source)?;
    for user in users {
        if state.seen.insert(user.id, user.updated_at) != Some(user.updated_at) {
            rows.upsert(User { observed_at: run.now(), ..user }).await?;
        }
    }
    Ok(())
}

/// The source at the time of the first sync.
const FIRST: &str = r#"[
    {"id": 123, "updated_at": "2007-12-03T10:15:30Z", "first_name": "John", "last_name": "Doe",
     "designation": "Manager"}
]"#;

/// The source afterwards: John is promoted, and Jane has joined.
const LATER: &str = r#"[
    {"id": 123, "updated_at": "2008-01-04T23:44:21Z", "first_name": "John", "last_name": "Doe",
     "designation": "Senior Manager"},
    {"id": 456, "updated_at": "2008-11-12T00:00:20Z", "first_name": "Jane", "last_name": "Dalton",
     "designation": "VP"}
]"#;

#[cfg(test)]
mod tests;
