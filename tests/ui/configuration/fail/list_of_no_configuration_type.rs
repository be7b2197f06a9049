use connector_sdk::prelude::*;

struct Region {
    name: String,
}

#[connector]
struct Shop {
    regions: Vec<Region>,
}

fn main() {}
