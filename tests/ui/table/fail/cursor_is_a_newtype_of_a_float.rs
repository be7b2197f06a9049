use connector_sdk::prelude::*;

#[derive(Column)]
struct Weight(f64);

#[table(cursor = weight)]
struct Parcel {
    weight: Weight,
}

fn main() {}
