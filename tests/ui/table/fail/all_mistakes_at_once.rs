use connector_sdk::prelude::*;

#[table(primary_key = ordr_id, nam = "orders", cursor = zebra)]
struct Order {
    order_id: i64,
    #[column(decimal(50, 2))]
    total: Decimal,
    #[column(skip, name = "raw")]
    raw: String,
    #[column(tezt)]
    note: String,
}

async fn read(rows: &mut Rows<Order>) -> Result<()> {
    rows.update(OrderUpdate::new(7).note("one mistake gives one error")).await
}

fn main() {}
