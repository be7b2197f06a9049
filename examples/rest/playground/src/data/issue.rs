//! Issues of a tracker, for paging by `Link` header.

use super::noise::pick;
use super::time::START;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How many issues there are at the start; each step adds one, and closes one that was open or opens it again.
pub const COUNT: i64 = 230;

/// An issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Issue {
    /// Beyond 2^53, where a reader that goes through floating point changes it.
    pub id: i64,
    pub number: i64,
    pub title: String,
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The issues after `steps` changes, in the order in which they were created.
pub fn issues(steps: u32) -> Vec<Issue> {
    let mut issues: Vec<Issue> = (1..=COUNT + i64::from(steps))
        .map(|number| Issue {
            id: 9_007_199_254_740_993 + number,
            number,
            title: format!("Issue {number}"),
            state: ["open", "closed"][pick("issue", number as u64, 2)].to_owned(),
            created_at: START + TimeDelta::hours(number - COUNT) - TimeDelta::minutes(20),
            updated_at: START + TimeDelta::hours(number - COUNT),
        })
        .collect();
    for step in 1..=steps {
        let issue = &mut issues[(step as usize * 13) % COUNT as usize];
        issue.state = if issue.state == "open" { "closed" } else { "open" }.to_owned();
        issue.updated_at = START + TimeDelta::hours(i64::from(step)) - TimeDelta::minutes(10);
    }
    issues
}
