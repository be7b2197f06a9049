use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(decimal(40, 2))]
    total: Decimal,
}

fn main() {}
