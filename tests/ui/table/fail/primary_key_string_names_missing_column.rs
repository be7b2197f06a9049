use connector_sdk::prelude::*;

#[table(primary_key = "orderID")]
struct Order {
    #[column(name = "orderId")]
    id: i64,
}

fn main() {}
