use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}
#[connector(check = works)]
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    rows.truncate().await
}
