use connector_sdk::prelude::*;

#[table(name = "orders", name = "purchases")]
struct Order {
    id: i64,
}

fn main() {}
