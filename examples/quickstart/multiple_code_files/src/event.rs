//! The table.

use connector_sdk::prelude::*;

/// Something that happened.
#[table(primary_key = name)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) timestamp: DateTime<Utc>,
}
