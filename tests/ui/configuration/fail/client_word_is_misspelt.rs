use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector(base_urll = "https://api.example.com")]
struct Shop {
    token: Secret,
}

fn main() {}
