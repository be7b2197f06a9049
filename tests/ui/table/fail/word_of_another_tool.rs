use connector_sdk::prelude::*;

#[table(pk = id)]
struct Order {
    id: i64,
}

fn main() {}
