use connector_sdk::prelude::*;

#[derive(Column)]
enum Status {
    #[column(nme = "a")]
    Open,
}

fn main() {}
