use connector_sdk::prelude::*;

#[table]
struct Order;

fn main() {}
