use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column]
    id: i64,
}

fn main() {}
