use connector_sdk::prelude::*;

struct Line {
    pieces: i64,
}

#[table(primary_key = id)]
struct Order {
    id: i64,
    #[column(json)]
    line: Line,
}

fn main() {}
