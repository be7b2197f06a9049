use connector_sdk::prelude::*;

struct Auth;

#[connector]
struct Shop {
    auth: Auth,
}

fn main() {}
