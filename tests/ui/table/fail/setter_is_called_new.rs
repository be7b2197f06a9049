use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
    new: bool,
}

fn main() {}
