use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(default = "many")]
    pages: u32,
}

fn main() {}
