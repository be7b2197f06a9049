use connector_sdk::prelude::*;

#[derive(ConfigField)]
enum Region {
    UsEast,
    #[config(name = "us_east")]
    Virginia,
}

#[connector]
struct Shop {
    region: Region,
}

fn main() {}
