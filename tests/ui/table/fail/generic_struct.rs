use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Page<T> {
    id: T,
}

async fn read(rows: &mut Rows<Page<i64>>) -> Result<()> {
    rows.upsert(Page { id: 7 }).await
}

fn main() {}
