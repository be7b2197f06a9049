use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Region {
    #[config(default)]
    A,
}

fn main() {}
