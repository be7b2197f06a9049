use connector_sdk::prelude::*;

#[table(cursor = updated)]
struct Order {
    updated_at: DateTime<Utc>,
}

fn main() {}
