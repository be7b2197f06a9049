use connector_sdk::prelude::*;

struct Line {
    pieces: i64,
}

#[table(primary_key = line)]
struct Order {
    line: Line,
    note: String,
}

fn main() {}
