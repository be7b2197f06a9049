use connector_sdk::prelude::*;

#[derive(Column)]
struct Id<T>(T);

fn main() {}
