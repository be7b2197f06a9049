use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = version)]
#[since(param = "after", inclusive)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    version: i64,
}

fn main() {}
