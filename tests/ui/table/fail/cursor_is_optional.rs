use connector_sdk::prelude::*;

#[table(cursor = updated_at)]
struct Order {
    updated_at: Option<DateTime<Utc>>,
}

fn main() {}
