use connector_sdk::prelude::*;

#[table]
struct Order {
    #[column(int, long)]
    id: i64,
}

fn main() {}
