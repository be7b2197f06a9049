//! Truncate: marks every row present so far as deleted, for a source that only ever gives the whole of its data.
//!
//! What the source still has is upserted again and comes back to life; what it no longer has stays deleted. The Python
//! original checkpoints right after its truncate; without that checkpoint nobody ever sees an empty table.

use connector_sdk::prelude::*;

/// An article in the storehouse.
#[table(primary_key = id)]
struct Article {
    id: i64,
    name: &'static str,
    pieces: i32,
}

#[connector]
async fn truncate_operation(rows: &mut Rows<Article>) -> Result<()> {
    // The stock yesterday.
    rows.upsert(Article { id: 1, name: "lamp", pieces: 20 }).await?;
    rows.upsert(Article { id: 2, name: "chair", pieces: 4 }).await?;
    rows.upsert(Article { id: 3, name: "table", pieces: 1 }).await?;
    rows.checkpoint().await?;

    // The stock today: a lamp was sold, the chairs are gone, a shelf is new.
    rows.truncate().await?;
    rows.upsert(Article { id: 1, name: "lamp", pieces: 19 }).await?;
    rows.upsert(Article { id: 3, name: "table", pieces: 1 }).await?;
    rows.upsert(Article { id: 4, name: "shelf", pieces: 7 }).await?;
    rows.checkpoint().await
}

#[cfg(test)]
mod tests;
