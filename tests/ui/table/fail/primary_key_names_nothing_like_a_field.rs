use connector_sdk::prelude::*;

#[table(primary_key = zebra)]
struct Order {
    id: i64,
    total: Decimal,
}

fn main() {}
