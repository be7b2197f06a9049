use connector_sdk::prelude::*;

#[table(zebra)]
struct Order {
    id: i64,
}

fn main() {}
