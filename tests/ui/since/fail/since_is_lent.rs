#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
struct Order {
    id: i64,
    updated_at: DateTime<Utc>,
}
#[connector(base_url = "https://api.example.com")]
struct Shop {}
#[connector]
impl Shop {
    #[paginate(style = "offset")]
    async fn orders(&self, page: Offset, #[since(inclusive)] since: &Since<Order>) -> Result<Vec<Order>> {
        Ok(Vec::new())
    }
}
