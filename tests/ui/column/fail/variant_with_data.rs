use connector_sdk::prelude::*;

#[derive(Column)]
enum Status {
    Open,
    Sent(DateTime<Utc>),
}

fn main() {}
