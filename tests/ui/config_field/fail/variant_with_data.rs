use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Region {
    Eu,
    Other(String),
}

fn main() {}
