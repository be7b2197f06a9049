use connector_sdk::prelude::*;

#[table(primary_key = ())]
struct Order {
    id: i64,
}

fn main() {}
