use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
    note: String,
}
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    rows.update(OrderUpdate::new(7).nte("x")).await
}

fn main() {}
