use connector_sdk::prelude::*;

#[connector]
struct Shop {
    api_key: Secret,
    #[config(name = "api_key")]
    key: Secret,
}

fn main() {}
