use connector_sdk::prelude::*;

#[connector(base_url = "https://api.example.com", auth = api_key(token, heder = "X"))]
struct Shop {
    token: Secret,
}

fn main() {}
