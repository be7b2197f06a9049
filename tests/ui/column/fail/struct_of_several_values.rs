use connector_sdk::prelude::*;

#[derive(Column)]
struct Point {
    x: f64,
    y: f64,
}

#[table]
struct Place {
    at: Point,
}

fn main() {}
