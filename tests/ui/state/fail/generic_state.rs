use connector_sdk::prelude::*;

#[state]
struct Progress<T> {
    cursor: T,
}

fn main() {}
