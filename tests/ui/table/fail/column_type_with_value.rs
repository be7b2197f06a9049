use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(long = 8)]
    id: i64,
}

fn main() {}
