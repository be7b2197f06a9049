use connector_sdk::prelude::*;

#[derive(Column)]
#[column(name = "status")]
enum Status {
    Open,
}

fn main() {}
