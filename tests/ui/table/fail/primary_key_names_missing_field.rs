use connector_sdk::prelude::*;

#[table(primary_key = ordr_id)]
struct Order {
    order_id: i64,
}

fn main() {}
