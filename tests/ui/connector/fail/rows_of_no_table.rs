#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

struct Line {
    pieces: i64,
}

#[connector]
async fn lines(rows: &mut Rows<Line>) -> Result<()> {
    Ok(())
}
