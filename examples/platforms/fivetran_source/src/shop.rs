//! The source: a shop that exists only here. Its functions stand for requests.

use connector_sdk::prelude::*;

use crate::{Order, OrderLine};

/// How many orders the shop has.
const ORDERS: i64 = 250;

/// A shop whose key was accepted.
pub(crate) struct Shop {}

impl Shop {
    /// Opens the shop with a key.
    pub(crate) async fn sign_in(name: &str, key: &Secret) -> Result<Self> {
        if !key.expose().starts_with("key-") {
            return Err(Error::authentication(format!("the shop `{name}` refuses the API key"))
                .next_step("make a new key in the shop under Settings, API, and enter it"));
        }
        Ok(Self {})
    }

    /// The next orders after this one, oldest first.
    pub(crate) async fn orders_after(&self, id: i64, limit: usize) -> Result<Vec<Order>> {
        (id + 1..=ORDERS).take(limit).map(order).collect()
    }

    /// What was ordered.
    pub(crate) async fn lines_of(&self, order: &Order) -> Result<Vec<OrderLine>> {
        let line = |line| OrderLine {
            order_id: order.id,
            line,
            product: ["tea", "cup", "spoon"][line as usize % 3].to_owned(),
            pieces: 1 + line * 2,
        };
        Ok((0..1 + order.id as i32 % 3).map(line).collect())
    }
}

/// Four orders a day since the year began; every tenth is a test.
fn order(id: i64) -> Result<Order> {
    let opened: DateTime<Utc> = "2026-01-01T00:00:00Z".parse()?;
    Ok(Order {
        id,
        customer: format!("customer {}", id % 17),
        total: format!("{}.90", 19 + id % 80).parse()?,
        is_test: id % 10 == 0,
        placed_at: opened + chrono::Duration::hours(6 * id),
    })
}
