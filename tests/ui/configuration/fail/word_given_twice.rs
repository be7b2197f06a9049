use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(default = 100, default = 200)]
    page_size: u32,
}

fn main() {}
