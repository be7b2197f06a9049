use connector_sdk::prelude::*;

#[connector]
struct Shop {
    auth: String,
    #[config(when)]
    password: Option<Secret>,
}

fn main() {}
