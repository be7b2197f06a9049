//! A connector in several files: the table in one, a helper in a folder, and here how they come together.

mod event;
mod utils;

use connector_sdk::prelude::*;

use crate::event::Event;
use crate::utils::timestamp;

const SOURCE: [(&str, &str); 2] = [("Event1", "2024/09/24 14:30:45"), ("Event2", "2024-09-24 10:30:45")];

#[connector]
async fn multiple_code_files(rows: &mut Rows<Event>) -> Result<()> {
    for (name, time) in SOURCE {
        rows.upsert(Event { name, timestamp: timestamp::parse(time)? }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
