use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[config(when(password = "x"))]
    password: Option<Secret>,
}

fn main() {}
