use connector_sdk::prelude::*;

#[table(primary_key = tags)]
struct Order {
    tags: Json<Vec<String>>,
}

fn main() {}
