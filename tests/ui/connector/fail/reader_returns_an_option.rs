#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>) -> Option<()> {
    None
}
