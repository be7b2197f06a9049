use connector_sdk::prelude::*;

#[table(name = "")]
struct Order {
    id: i64,
}

fn main() {}
