//! The 200 users that most APIs list, and how they change from step to step.

use super::noise::{pick, uuid};
use super::time::START;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How many users there are at the start.
pub const COUNT: usize = 200;

/// One person. Addresses hold a newline, some companies a comma and quotes, and every 17th job is empty, so that an
/// export has to be quoted with care.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct User {
    pub id: String,
    pub name: String,
    pub email: String,
    pub address: String,
    pub company: String,
    pub job: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A user that is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletedUser {
    /// Whose row it was.
    pub id: String,
    /// When it went.
    pub deleted_at: DateTime<Utc>,
}

/// The users at the start, oldest first; no two share their `updated_at`.
pub fn users() -> Vec<User> {
    (0..COUNT)
        .map(|index| {
            let created = START - TimeDelta::hours((COUNT - index) as i64);
            let updated = created + TimeDelta::minutes(pick("minutes", index as u64, 60) as i64);
            user(index, created, updated)
        })
        .collect()
}

/// The users after `steps` scripted changes, in the order in which they were created, and those deleted on the way.
///
/// Each step is an hour: it updates the job of three users, deletes the oldest and adds two.
pub fn users_after(steps: u32) -> (Vec<User>, Vec<DeletedUser>) {
    let (mut users, mut deleted) = (users(), Vec::new());
    for step in 1..=steps {
        change(&mut users, &mut deleted, step);
    }
    (users, deleted)
}

/// Every user that a reader has seen who syncs after each of so many steps: those who are gone stay as they were.
pub fn users_seen(steps: u32) -> Vec<User> {
    let mut seen = users();
    for now in (1..=steps).map(|step| users_after(step).0) {
        seen.retain(|user| !now.iter().any(|current| current.id == user.id));
        seen.extend(now);
    }
    seen
}

/// Applies the change that a step makes.
pub(crate) fn change(users: &mut Vec<User>, deleted: &mut Vec<DeletedUser>, step: u32) {
    let now = START + TimeDelta::hours(i64::from(step));
    if users.len() > 1 {
        deleted.push(DeletedUser { id: users.remove(0).id, deleted_at: now - TimeDelta::minutes(45) });
    }
    for (nth, minutes) in [40, 30, 20].into_iter().enumerate() {
        // Stepping by a number that shares no factor with the count keeps the three apart.
        let position = (step as usize * 7 + nth * 61) % users.len();
        users[position].job = format!("Promoted in step {step}");
        users[position].updated_at = now - TimeDelta::minutes(minutes);
    }
    for (nth, minutes) in [10, 0].into_iter().enumerate() {
        let at = now - TimeDelta::minutes(minutes);
        users.push(user(COUNT + (step as usize - 1) * 2 + nth, at, at));
    }
}

const FIRST: [&str; 16] = [
    "Ada",
    "Grace",
    "Linus",
    "Barbara",
    "Edsger",
    "Margaret",
    "Donald",
    "Radia",
    "Zoë",
    "Ken",
    "Hedy",
    "Niklaus",
    "Frances",
    "José",
    "Katherine",
    "Alan",
];
const LAST: [&str; 13] = [
    "Lovelace",
    "Hopper",
    "O'Neill",
    "Liskov",
    "Núñez",
    "Hamilton",
    "Knuth",
    "Perlman",
    "Smith-Jones",
    "Wirth",
    "Allen",
    "Johnson",
    "Turing",
];
const COMPANY: [&str; 8] = [
    "Analytical Engines",
    "Hill, Lane and Sons",
    "The \"Quoted\" Company",
    "Blue Harbour Ltd",
    "Müller & Co",
    "Nine, \"Ten\", Eleven",
    "Paper Boats",
    "東京商事",
];
const JOB: [&str; 6] = ["Engineer", "Surveyor", "Teacher, primary school", "Pilot", "Chemist", "Editor"];
const STREET: [&str; 5] = ["Mill Lane", "Station Road", "Rue de l'Église", "Harbour Street, Flat 2", "High Street"];

/// The user of this number.
pub(super) fn user(index: usize, created_at: DateTime<Utc>, updated_at: DateTime<Utc>) -> User {
    let n = index as u64;
    let (first, last) = (FIRST[pick("first", n, FIRST.len())], LAST[pick("last", n, LAST.len())]);
    User {
        id: uuid("user", n),
        name: format!("{first} {last}"),
        email: format!("user{index}@example.com"),
        address: format!(
            "{} {}\nTown {:05}",
            1 + pick("house", n, 200),
            STREET[pick("street", n, STREET.len())],
            pick("town", n, 100_000)
        ),
        company: COMPANY[pick("company", n, COMPANY.len())].to_owned(),
        job: if index % 17 == 16 { String::new() } else { JOB[pick("job", n, JOB.len())].to_owned() },
        created_at,
        updated_at,
    }
}
