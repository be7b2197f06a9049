use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(rename = "orderId")]
    id: i64,
}

fn main() {}
