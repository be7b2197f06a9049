//! A connector as it is shipped to Fivetran: the package's name, a set-up form with text, password, dropdown and
//! toggle, a field that shows only when it counts, a test, and two tables that go on where the last sync stopped.
//!
//! Nothing in it is about Fivetran. docs/fivetran.md says how it gets there. The source is made up, in `shop.rs`: put
//! yours in its place.

mod shop;

use connector_sdk::prelude::*;
use shop::Shop;

/// How many orders one request returns.
const PAGE: usize = 100;

#[connector]
struct FivetranSource {
    /// The shop's name, as in the address of its pages.
    #[config(placeholder = "example-shop")]
    shop: String,
    /// Made in the shop under Settings, API. This made-up shop takes any key that begins with `key-`.
    #[config(label = "API key")]
    api_key: Secret,
    /// How far the first sync goes back.
    #[config(default = "all")]
    history: History,
    #[config(label = "First day", placeholder = "2026-01-31", when(history = "since"))]
    first_day: Option<NaiveDate>,
    /// Orders that the shop's owner made to try something out.
    #[config(label = "Include test orders", default = false)]
    test_orders: bool,
}

#[derive(ConfigField)]
enum History {
    /// Every order since the shop opened.
    All,
    /// Orders from a day on, and nothing older.
    Since,
}

/// An order placed in the shop.
#[table(primary_key = id, cursor = id)]
struct Order {
    id: i64,
    customer: String,
    #[column(decimal(12, 2))]
    total: Decimal,
    is_test: bool,
    placed_at: DateTime<Utc>,
}

/// What was ordered.
#[table(primary_key = (order_id, line))]
struct OrderLine {
    order_id: i64,
    line: i32,
    product: String,
    pieces: i32,
}

/// The last order that has been read.
#[state]
struct Progress {
    last_id: i64,
}

#[connector]
impl FivetranSource {
    async fn orders(&self, rows: &mut Rows<Order>, state: &mut State<Progress>) -> Result<()> {
        let shop = self.sign_in().await?;
        loop {
            let page = shop.orders_after(state.last_id, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            state.last_id = last.id;
            rows.upsert_all(page.into_iter().filter(|order| self.wants(order))).await?;
            state.checkpoint().await?;
        }
    }

    async fn order_lines(&self, rows: &mut Rows<OrderLine>, state: &mut State<Progress>) -> Result<()> {
        let shop = self.sign_in().await?;
        loop {
            let page = shop.orders_after(state.last_id, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            state.last_id = last.id;
            for order in page.iter().filter(|order| self.wants(order)) {
                rows.upsert_all(shop.lines_of(order).await?).await?;
            }
            state.checkpoint().await?;
        }
    }

    #[check("The API key is accepted")]
    async fn key_is_accepted(&self) -> Result<()> {
        self.sign_in().await.map(|_| ())
    }
}

impl FivetranSource {
    async fn sign_in(&self) -> Result<Shop> {
        Shop::sign_in(&self.shop, &self.api_key).await
    }

    fn wants(&self, order: &Order) -> bool {
        let is_late_enough = match self.history {
            History::All => true,
            History::Since => self.first_day.is_none_or(|day| order.placed_at.date_naive() >= day),
        };
        is_late_enough && (self.test_orders || !order.is_test)
    }
}

#[cfg(test)]
mod tests;
