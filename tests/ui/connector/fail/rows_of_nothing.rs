#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[connector]
struct Shop {
    token: Secret,
}

#[connector]
impl Shop {
    async fn orders(&self, rows: &mut Rows) -> Result<()> {
        Ok(())
    }
}
