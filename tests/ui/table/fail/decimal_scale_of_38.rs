use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(decimal(38, 38))]
    total: Decimal,
}

fn main() {}
