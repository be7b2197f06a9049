use connector_sdk::prelude::*;

#[table("orders")]
struct Order {
    id: i64,
}

fn main() {}
