use connector_sdk::prelude::*;

struct Order {
    id: i64,
}

#[table]
impl Order {}

fn main() {}
