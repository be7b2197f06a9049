use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    rows.truncate().await
}

#[connector]
async fn more(rows: &mut Rows<Order>) -> Result<()> {
    rows.truncate().await
}
