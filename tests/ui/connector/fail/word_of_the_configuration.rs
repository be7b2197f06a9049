#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
struct Shop {
    token: Secret,
}

#[connector(base_url = "https://api.example.com")]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        Ok(())
    }
}
