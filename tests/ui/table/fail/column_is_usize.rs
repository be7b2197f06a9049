use connector_sdk::prelude::*;

#[table]
struct Order {
    pieces: usize,
}

fn main() {}
