use connector_sdk::prelude::*;

#[table]
struct Order<'a> {
    note: &'a str,
}

fn main() {}
