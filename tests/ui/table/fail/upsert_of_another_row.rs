use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[table(primary_key = id)]
struct Line {
    id: i64,
}

async fn read(rows: &mut Rows<Order>) -> Result<()> {
    rows.upsert(Line { id: 7 }).await
}

fn main() {}
