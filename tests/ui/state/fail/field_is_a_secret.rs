use connector_sdk::prelude::*;

#[state]
struct Progress {
    token: Secret,
}

fn main() {}
