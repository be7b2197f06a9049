use connector_sdk::prelude::*;

#[derive(ConfigField)]
struct Region {
    name: String,
}

fn main() {}
