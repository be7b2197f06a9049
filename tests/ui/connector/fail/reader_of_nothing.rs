#![allow(unused_variables)]

use connector_sdk::prelude::*;

#[connector]
async fn orders() -> Result<()> {
    Ok(())
}
