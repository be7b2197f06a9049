#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}
#[table(primary_key = id)]
struct Line {
    id: i64,
}
#[connector(base_url = "https://api.example.com")]
struct Shop {}
#[connector]
impl Shop {
    #[paginate(style = "offset")]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        Ok(Vec::new())
    }

    #[paginate(style = "offset")]
    async fn lines(&self, order: &Order, page: Offset) -> Result<Vec<Line>> {
        Ok(Vec::new())
    }
}
