use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = version)]
#[paginate(style = "offset", path = "orders")]
#[derive(Deserialize)]
struct Order {
    id: i64,
    version: i64,
}

#[connector]
struct Shop {
    base_url: Url,
}

#[connector(tables(Order))]
impl Shop {}
