use connector_sdk::prelude::*;

#[derive(Column)]
enum Status {
    Open,
    #[column(name = "open")]
    Opened,
}

fn main() {}
