use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = at)]
struct Order {
    id: i64,
    at: std::time::Instant,
}

fn main() {}
