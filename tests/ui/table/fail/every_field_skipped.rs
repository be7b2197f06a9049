use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(skip)]
    id: i64,
}

fn main() {}
