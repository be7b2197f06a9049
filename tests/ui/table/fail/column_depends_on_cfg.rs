use connector_sdk::prelude::*;

#[table]
struct Order {
    id: i64,
    #[cfg(test)]
    raw: String,
}

fn main() {}
