#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}
#[connector(base_url = "https://api.example.com")]
struct Shop {}
mod archive {
    use super::*;
    #[table(name = "order", primary_key = id)]
    pub struct OldOrder {
        pub id: i64,
    }
}
#[connector]
impl Shop {
    #[paginate(style = "offset")]
    async fn orders(&self, page: Offset) -> Result<Vec<Order>> {
        Ok(Vec::new())
    }
    #[paginate(style = "offset")]
    async fn old(&self, page: Offset) -> Result<Vec<archive::OldOrder>> {
        Ok(Vec::new())
    }
}
