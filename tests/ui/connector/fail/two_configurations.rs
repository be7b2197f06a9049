#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
struct Shop {
    token: Secret,
}

#[connector]
struct Paging {
    size: u32,
}

#[connector]
async fn orders(shop: &Shop, paging: &Paging, rows: &mut Rows<Order>) -> Result<()> {
    Ok(())
}
