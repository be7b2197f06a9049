use connector_sdk::prelude::*;

#[derive(Default)]
#[state]
struct Progress {
    cursor: i64,
}

fn main() {}
