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

#[connector]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        Ok(())
    }

    #[check("The token is accepted")]
    async fn token_is_accepted(&self, run: &mut Run) -> Result<()> {
        Ok(())
    }
}
