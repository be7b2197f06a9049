//! State: each sync reads one of three rows, and the state says which one is next.
//!
//! The state starts at its default, and is saved together with the row: no crash can part the two. The fourth sync
//! finds nothing, fails, and leaves rows and state as they are.

use connector_sdk::prelude::*;

const SOURCE: [(i32, &str); 3] = [(10, "Hello world"), (20, "Hello again"), (30, "Good bye")];

#[table(primary_key = id)]
struct HelloWorld {
    id: i32,
    message: &'static str,
}

#[state]
struct Progress {
    cursor: usize,
}

#[connector]
async fn simple_three_step_cursor(rows: &mut Rows<HelloWorld>, state: &mut State<Progress>) -> Result<()> {
    let Some(&(id, message)) = SOURCE.get(state.cursor) else {
        bail!("all {} rows have been read", SOURCE.len());
    };
    state.cursor += 1;
    rows.upsert(HelloWorld { id, message }).await
}

#[cfg(test)]
mod tests;
