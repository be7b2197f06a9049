use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(name = "orderId")]
    #[column(name = "order")]
    id: i64,
}

fn main() {}
