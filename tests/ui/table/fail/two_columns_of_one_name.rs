use connector_sdk::prelude::*;

#[table]
struct Order {
    id: i64,
    #[column(name = "id")]
    order_id: i64,
}

fn main() {}
