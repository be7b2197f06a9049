use connector_sdk::prelude::*;

#[connector]
struct Shop {
    auth: String,
    #[config(when(auht = "basic"))]
    password: Option<Secret>,
}

fn main() {}
