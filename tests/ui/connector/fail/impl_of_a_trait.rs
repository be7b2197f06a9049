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

trait Orders {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()>;
}

#[connector]
impl Orders for Shop {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        Ok(())
    }
}
