#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}
#[connector(base_url = "https://api.example.com")]
struct Shop {}
#[connector]
impl Shop {
    #[paginate(style = 7)]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        Ok(Vec::new())
    }
}
