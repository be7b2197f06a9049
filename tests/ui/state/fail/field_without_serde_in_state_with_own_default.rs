use connector_sdk::prelude::*;

struct Position {
    page: i64,
}

#[state(default = false)]
struct Progress {
    position: Position,
}

impl Default for Progress {
    fn default() -> Self {
        Self { position: Position { page: 1 } }
    }
}

fn main() {}
