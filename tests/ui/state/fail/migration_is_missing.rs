use connector_sdk::prelude::*;

#[state(version = 2, migrate = from_v1)]
struct Progress {
    cursor: i64,
}

fn main() {}
