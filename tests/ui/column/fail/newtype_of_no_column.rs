use connector_sdk::prelude::*;

struct Line;

#[derive(Column)]
struct First(Line);

fn main() {}
