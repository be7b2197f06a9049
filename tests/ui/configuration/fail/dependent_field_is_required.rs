use connector_sdk::prelude::*;

#[connector]
struct Shop {
    auth: String,
    #[config(when(auth = "basic"))]
    password: Secret,
}

fn main() {}
