use connector_sdk::prelude::*;

#[table]
struct Order {
    id: i64,
    #[column(skip, name = "rawData")]
    raw: String,
}

fn main() {}
