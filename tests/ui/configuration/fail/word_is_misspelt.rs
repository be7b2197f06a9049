use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(defualt = 100)]
    page_size: u32,
}

fn main() {}
