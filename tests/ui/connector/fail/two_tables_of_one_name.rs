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

#[table(name = "order", primary_key = id)]
struct OldOrder {
    id: i64,
}

#[connector]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        Ok(())
    }

    async fn old_orders(&self, rows: &mut Rows<OldOrder>) -> Result<()> {
        Ok(())
    }
}
