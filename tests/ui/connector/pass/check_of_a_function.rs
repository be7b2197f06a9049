//! A connector that is a function names its check.
use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
struct Shop {
    token: Secret,
}

async fn token_is_accepted(shop: &Shop) -> Result<()> {
    if shop.token.expose().is_empty() {
        bail!("the token is empty");
    }
    Ok(())
}

#[connector(check = token_is_accepted, main = false)]
async fn orders(_shop: &Shop, rows: &mut Rows<Order>) -> Result<()> {
    rows.truncate().await
}

fn main() {}
