use connector_sdk::prelude::*;

#[table]
struct Order {
    tags: Vec<String>,
}

fn main() {}
