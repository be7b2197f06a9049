use connector_sdk::prelude::*;

#[derive(Column)]
enum Status {}

fn main() {}
