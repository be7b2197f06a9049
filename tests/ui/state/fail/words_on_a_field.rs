use connector_sdk::prelude::*;

#[state]
struct Progress {
    #[state(skip)]
    n: i64,
}

fn main() {}
