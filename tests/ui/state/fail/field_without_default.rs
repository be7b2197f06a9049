use connector_sdk::prelude::*;

#[derive(Serialize, Deserialize)]
enum Phase {
    First,
    Second,
}

#[state]
struct Progress {
    phase: Phase,
}

fn main() {}
