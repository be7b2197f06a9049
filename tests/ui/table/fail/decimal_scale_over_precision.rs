use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(decimal(4, 5))]
    total: Decimal,
}

fn main() {}
