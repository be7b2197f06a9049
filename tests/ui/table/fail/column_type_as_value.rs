use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column = "long"]
    id: i64,
}

fn main() {}
