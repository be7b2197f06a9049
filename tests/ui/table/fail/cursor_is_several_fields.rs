use connector_sdk::prelude::*;

#[table(cursor = (updated_at, id))]
struct Order {
    id: i64,
    updated_at: DateTime<Utc>,
}

fn main() {}
