use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(default = -3)]
    pages: u32,
}

fn main() {}
