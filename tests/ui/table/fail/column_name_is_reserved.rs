use connector_sdk::prelude::*;

#[table]
struct Order {
    id: i64,
    _fivetran_synced: DateTime<Utc>,
}

fn main() {}
