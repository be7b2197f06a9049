use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(bigint)]
    id: i32,
}

fn main() {}
