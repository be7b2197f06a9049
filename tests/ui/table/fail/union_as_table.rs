use connector_sdk::prelude::*;

#[table]
union Order {
    id: i64,
    line: i64,
}

fn main() {}
