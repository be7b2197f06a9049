use connector_sdk::prelude::*;

#[table(primary_key = id)]
#[table(name = "orders")]
struct Order {
    id: i64,
}

fn main() {}
