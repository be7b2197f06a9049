use connector_sdk::prelude::*;

#[state]
struct Progress {
    cursor: &'static str,
}

fn main() {}
