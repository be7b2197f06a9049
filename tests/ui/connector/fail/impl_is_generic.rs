#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

struct Shop<T>(T);

#[connector]
impl<T: Send> Shop<T> {
    async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
        Ok(())
    }
}
