//! The smallest connector: one table, one row, nothing to configure.

use connector_sdk::prelude::*;

#[table]
struct Hello {
    message: String,
}

#[connector]
async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello { message: "hello, world!".into() }).await
}

#[cfg(test)]
mod tests;
