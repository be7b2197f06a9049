#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[state]
struct First {
    page: i64,
}

#[state]
struct Second {
    page: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>, a: &mut State<First>, b: &mut State<Second>) -> Result<()> {
    Ok(())
}
