use connector_sdk::prelude::*;

#[table(name = "_fivetran_orders")]
struct Order {
    id: i64,
}

fn main() {}
