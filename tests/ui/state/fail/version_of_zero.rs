use connector_sdk::prelude::*;

#[state(version = 0)]
struct Progress {
    cursor: i64,
}

fn main() {}
