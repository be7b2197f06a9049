use connector_sdk::prelude::*;

#[table(primary_key = (id, weight))]
struct Parcel {
    id: i64,
    weight: f64,
}

fn main() {}
