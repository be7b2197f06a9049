use connector_sdk::prelude::*;

#[table]
struct Order {
    id: i64,
}

async fn read(rows: &mut Rows<Order>) -> Result<()> {
    rows.update(Order { id: 7 }).await
}

fn main() {}
