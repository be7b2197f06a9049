use connector_sdk::prelude::*;

#[connector]
struct Shop<'a> {
    a: &'a str,
}

fn main() {}
