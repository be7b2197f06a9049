use connector_sdk::prelude::*;

#[table(primary_key = (id, line, id))]
struct Line {
    id: i64,
    line: i32,
}

fn main() {}
