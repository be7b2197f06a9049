//! A column that changes its type: each sync brings a value that the column's type cannot hold yet.
//!
//! The column widens from INT to DOUBLE to STRING, the values that are there move with it unharmed, and a number that
//! comes later is text as well. The local warehouse widens like any other: run this four times and look. (The
//! vendor's local tester cannot run the Python original twice.)

use connector_sdk::prelude::*;

#[table(primary_key = sync)]
struct Reading {
    sync: i32,
    // A `Value` declares no type: the column has the narrowest type that fits all values so far.
    value: Value,
}

#[state]
struct Progress {
    sync_count: i32,
}

#[connector]
async fn schema_change(rows: &mut Rows<Reading>, state: &mut State<Progress>) -> Result<()> {
    state.sync_count += 1;
    let value = match state.sync_count {
        1 => 42.into(),
        2 => 42.42.into(),
        3 => "forty-two".into(),
        _ => 42.43.into(),
    };
    rows.upsert(Reading { sync: state.sync_count, value }).await
}

#[cfg(test)]
mod tests;
