use connector_sdk::prelude::*;

#[table]
struct Order {
    token: Secret,
}

fn main() {}
