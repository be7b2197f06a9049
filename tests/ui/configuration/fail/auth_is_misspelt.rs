use connector_sdk::prelude::*;

#[connector(base_url = "https://api.example.com", auth = berer(token))]
struct Shop {
    token: Secret,
}

fn main() {}
