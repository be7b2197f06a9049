use connector_sdk::prelude::*;

#[connector(strict)]
struct Shop {
    token: Secret,
}

fn main() {}
