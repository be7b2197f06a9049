use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(placeholder = true)]
    token: String,
}

fn main() {}
