use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(default = u32::MAX)]
    page_size: u32,
}

fn main() {}
