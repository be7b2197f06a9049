use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(name = " ")]
    id: i64,
}

fn main() {}
