use connector_sdk::prelude::*;

#[derive(Deserialize)]
struct Order {
    id: i64,
}

#[connector(base_url = base_url, tables(Order))]
struct Shop {
    base_url: Url,
}
