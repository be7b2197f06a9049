use connector_sdk::prelude::*;

#[table(primary_key = Order::id)]
struct Order {
    id: i64,
}

fn main() {}
