//! Upsert, update and delete: each sync adds three rows, changes one of them and deletes another.
//!
//! `#[table]` makes `ThreeUpdate` and `ThreeKey` from the struct, so that neither can lack a part of the key or name a
//! column that does not exist; in the Python original both are maps that nobody checks.

use connector_sdk::prelude::*;
use uuid::Uuid;

#[table(primary_key = id)]
struct Three {
    id: Uuid,
    val1: String,
    val2: i32,
}

#[connector]
async fn three_operations(rows: &mut Rows<Three>) -> Result<()> {
    let ids = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];

    // Inserts a row, or replaces all of the one with the same key.
    for (val2, id) in (0..).zip(ids) {
        rows.upsert(Three { id, val1: id.to_string(), val2 }).await?;
    }

    // Changes the named columns of a row; `val2` stays as it is.
    rows.update(ThreeUpdate::new(ids[1]).val1("abc")).await?;

    // Marks a row as deleted. A key of several columns is written out: `ThreeKey { id: ids[2] }`.
    rows.delete(ids[2]).await
}

#[cfg(test)]
mod tests;
