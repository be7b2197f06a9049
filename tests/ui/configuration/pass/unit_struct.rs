use connector_sdk::prelude::*;

#[connector]
struct Shop;

#[table]
struct Order {
    id: i64,
}

#[connector(main = false)]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        rows.upsert(Order { id: 7 }).await
    }
}

fn main() {}
