use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = version)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    version: i64,
}

#[connector(base_url = base_url, tables(Order))]
struct Shop {
    base_url: Url,
}
