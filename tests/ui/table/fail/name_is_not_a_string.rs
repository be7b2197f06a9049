use connector_sdk::prelude::*;

#[table(name = orders)]
struct Order {
    id: i64,
}

fn main() {}
