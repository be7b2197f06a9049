use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(zebra)]
    id: i64,
}

fn main() {}
