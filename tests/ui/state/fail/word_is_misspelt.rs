use connector_sdk::prelude::*;

#[state(verison = 2, migrate = from_v1)]
struct Progress {
    cursor: i64,
}

fn from_v1(_from: u32, old: serde_json::Value) -> Result<serde_json::Value> {
    Ok(old)
}

fn main() {}
