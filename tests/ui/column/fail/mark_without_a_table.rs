use connector_sdk::prelude::Secret;

struct Order {
    #[column(name = "x")]
    id: Secret,
}

fn main() {}
