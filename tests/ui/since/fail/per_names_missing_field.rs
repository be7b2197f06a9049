#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = updated_at)]
struct Order {
    id: i64,
    updated_at: DateTime<Utc>,
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
    async fn lines(&self, page: Offset) -> Result<Vec<Line>> {
        Ok(Vec::new())
    }

    #[paginate(style = "offset", for_each = lines)]
    async fn orders(&self, line: &Line, page: Offset, #[since(inclusive, per = number)] since: Since<Order>) -> Result<Vec<Order>> {
        Ok(Vec::new())
    }
}
