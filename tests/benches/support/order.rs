//! A connector of ten-column rows, made as quickly as they can be.

use connector_sdk::prelude::*;

use crate::measure::setting;

/// An order as a shop's API would give it.
#[table(primary_key = id)]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) customer: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) status: &'static str,
    #[column(decimal(12, 2))]
    pub(crate) amount: Decimal,
    pub(crate) weight: f64,
    pub(crate) pieces: i32,
    pub(crate) paid: bool,
    pub(crate) created_at: DateTime<Utc>,
}

pub(crate) fn order(id: i64) -> Order {
    Order {
        id,
        customer: id % 10_007,
        name: format!("Customer {}", id % 10_007),
        email: format!("customer{}@example.com", id % 10_007),
        status: if id % 3 == 0 { "open" } else { "shipped" },
        amount: Decimal::new(i128::from(id % 1_000_000) + 1, 2).unwrap(),
        weight: id as f64 * 0.25,
        pieces: (id % 100) as i32,
        paid: id % 2 == 0,
        created_at: DateTime::from_timestamp(1_700_000_000 + id, 0).unwrap(),
    }
}

#[connector(main = false)]
pub(crate) async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    for id in 0..rows_wanted() {
        rows.upsert(order(id)).await?;
    }
    Ok(())
}

pub(crate) fn rows_wanted() -> i64 {
    setting("ROWS", 1_000_000)
}
