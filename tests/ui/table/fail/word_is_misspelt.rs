use connector_sdk::prelude::*;

#[table(primry_key = id)]
struct Order {
    id: i64,
}

fn main() {}
