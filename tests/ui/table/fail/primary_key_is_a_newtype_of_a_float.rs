use connector_sdk::prelude::*;

#[derive(Column)]
struct Weight(f64);

#[table(primary_key = weight)]
struct Parcel {
    weight: Weight,
}

fn main() {}
