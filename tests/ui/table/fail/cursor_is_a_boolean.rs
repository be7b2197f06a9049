use connector_sdk::prelude::*;

#[table(cursor = changed)]
struct Order {
    changed: bool,
}

fn main() {}
