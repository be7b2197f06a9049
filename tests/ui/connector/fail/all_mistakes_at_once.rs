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

#[connector(concurency = 4)]
impl Shop {
    async fn orders(self, (rows, lines): (Rows<Order>, Rows<Order>)) {}

    #[check]
    fn token_is_accepted(&self) -> Result<()> {
        Ok(())
    }
}
