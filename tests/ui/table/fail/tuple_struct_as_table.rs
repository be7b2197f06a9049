use connector_sdk::prelude::*;

#[table]
struct Order(i64, String);

fn main() {}
