use connector_sdk::prelude::*;

#[connector]
struct Shop(String);

fn main() {}
