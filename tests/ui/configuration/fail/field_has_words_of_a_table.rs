use connector_sdk::prelude::*;

#[connector]
struct Shop {
    #[column(name = "x")]
    token: Secret,
}

fn main() {}
