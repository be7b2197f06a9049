use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    #[config(default = 3)]
    id: i64,
}

fn main() {}
