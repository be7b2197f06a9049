use connector_sdk::prelude::*;

#[table]
enum Status {
    Open,
}

fn main() {}
