use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(decimal)]
    total: Decimal,
}

fn main() {}
