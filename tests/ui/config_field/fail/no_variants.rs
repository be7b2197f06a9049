use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Region {}

fn main() {}
