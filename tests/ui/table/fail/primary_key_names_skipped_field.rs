use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    #[column(skip)]
    id: i64,
    total: Decimal,
}

fn main() {}
