use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(bolean)]
    paid: bool,
}

fn main() {}
