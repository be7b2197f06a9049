use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

async fn read(rows: &mut Rows<Order>) -> Result<()> {
    rows.delete("seven").await
}

fn main() {}
