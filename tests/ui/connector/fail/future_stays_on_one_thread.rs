#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    let id = std::rc::Rc::new(7);
    rows.upsert(Order { id: *id }).await?;
    rows.upsert(Order { id: *id }).await
}
