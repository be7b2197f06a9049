use connector_sdk::prelude::*;

#[state(version = "2")]
struct Progress {
    cursor: i64,
}

fn main() {}
