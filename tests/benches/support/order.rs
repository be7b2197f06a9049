//! A connector of ten-column rows, made as quickly as they can be.

use std::sync::LazyLock;

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

/// Names and addresses, made beforehand: formatting them would take longer than the rest of a row.
static CUSTOMERS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    (0..1009).map(|customer| (format!("Customer {customer}"), format!("customer{customer}@example.com"))).collect()
});

pub(crate) fn order(id: i64) -> Order {
    let customer = id % CUSTOMERS.len() as i64;
    let (name, email) = CUSTOMERS[customer as usize].clone();
    Order {
        id,
        customer,
        name,
        email,
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
