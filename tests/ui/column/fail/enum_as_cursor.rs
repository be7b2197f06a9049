use connector_sdk::prelude::*;

#[derive(Column)]
enum Status {
    Open,
}

#[table(cursor = status)]
struct Order {
    status: Status,
}

fn main() {}
