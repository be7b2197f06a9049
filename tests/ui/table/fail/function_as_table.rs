use connector_sdk::prelude::*;

#[table]
fn order() {}

fn main() {}
