use connector_sdk::prelude::*;

#[connector(base_url = "https://api.example.com", rate_limit = 100)]
struct Shop {
    token: Secret,
}

fn main() {}
