use connector_sdk::prelude::*;

#[table(primary_key = [id, line])]
struct Order {
    id: i64,
    line: i64,
}

fn main() {}
