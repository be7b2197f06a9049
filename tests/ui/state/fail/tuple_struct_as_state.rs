use connector_sdk::prelude::*;

#[state]
struct Progress(i64);

fn main() {}
