//! 200 people, one made each hour, all of them invented by arithmetic.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value as Json, json};

/// How many there are.
const COUNT: usize = 200;

/// When the last of them was made.
const LAST: &str = "2025-12-31T23:00:00Z";

/// A user.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// All users, the oldest first.
pub(crate) fn all() -> Vec<User> {
    const FIRST: [&str; 10] = ["Ada", "Björn", "Chloé", "Dewi", "Emeka", "Fatima", "Grace", "Hiro", "Ines", "Jarek"];
    const LAST_NAMES: [&str; 7] = ["Lovelace", "Okafor", "Nakamura", "Silva", "Novák", "O'Neill", "de Vries"];
    let last: DateTime<Utc> = LAST.parse().unwrap_or_default();
    (0..COUNT)
        .map(|number| {
            let created_at = last - TimeDelta::hours((COUNT - 1 - number) as i64);
            User {
                number,
                name: format!("{} {}", FIRST[number % FIRST.len()], LAST_NAMES[number % LAST_NAMES.len()]),
                created_at,
                updated_at: created_at + TimeDelta::minutes((number * 7 % 60) as i64),
            }
        })
        .collect()
}

/// Gives one of them a new name, later than all other changes.
pub(crate) fn change(users: &mut [User], number: usize) {
    let latest = users.iter().map(|user| user.updated_at).max().unwrap_or_default();
    if let Some(user) = users.iter_mut().find(|user| user.number == number) {
        user.name = format!("{} II", user.name);
        user.updated_at = latest + TimeDelta::minutes(1);
    }
}

/// A time as the API writes it.
pub(crate) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl User {
    /// As the API shows it. Addresses have line breaks, commas and quotes, as real ones do.
    pub(crate) fn json(&self) -> Json {
        json!({
            "id": format!("00000000-0000-4000-8000-{:012}", self.number + 1),
            "name": self.name,
            "email": format!("user{}@example.com", self.number + 1),
            "address": self.address(),
            "company": format!("Company {}", self.number % 12),
            "job": if self.number % 10 == 3 { Json::Null } else { json!(format!("Job {}", self.number % 5)) },
            "createdAt": written(self.created_at),
            "updatedAt": written(self.updated_at),
        })
    }

    fn address(&self) -> String {
        format!("{} Main Street\nRoom \"{}\", Springfield", self.number + 1, self.number % 9)
    }

    /// As a line of CSV: cells with commas, quotes or line breaks are quoted, nothing is an empty cell.
    pub(crate) fn csv(&self) -> String {
        let json = self.json();
        let cell = |name: &str| {
            let text = json[name].as_str().unwrap_or_default();
            if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
        };
        CSV_COLUMNS.map(cell).join(",")
    }
}

/// The columns of the CSV export.
pub(crate) const CSV_COLUMNS: [&str; 8] =
    ["id", "name", "email", "address", "company", "job", "createdAt", "updatedAt"];
