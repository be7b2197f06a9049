use connector_sdk::prelude::*;

#[connector(auth = bearer(token))]
struct Shop {
    token: Secret,
}

fn main() {}
