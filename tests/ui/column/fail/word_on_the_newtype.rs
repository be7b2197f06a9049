use connector_sdk::prelude::*;

#[derive(Column)]
struct Id(#[column(name = "a")] i64);

fn main() {}
