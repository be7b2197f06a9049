use connector_sdk::prelude::*;

/// A line of an order.
#[table(primary_key = (order_id, "lineNumber"), name = "order-lines", schema = "sales", cursor = "lineNumber")]
pub(crate) struct OrderLine {
    order_id: i64,
    #[column(name = "lineNumber")]
    line: u16,
    /// How many.
    pieces: u32,
    weight: Option<f32>,
    note: Option<String>,
    article: String,
    r#type: bool,
}

/// A text in the key is taken as anything that becomes one.
#[table(primary_key = (country, number))]
struct Customer {
    country: String,
    number: i64,
    name: String,
}

async fn rename(rows: &mut Rows<Customer>) -> Result<()> {
    rows.update(CustomerUpdate::new("NZ", 7).name("Ada")).await
}

async fn read(rows: &mut Rows<OrderLine>) -> Result<()> {
    rows.update(OrderLineUpdate::new(7, 1).pieces(5).weight(1.5).note(None).article("bolt").r#type(true)).await?;
    rows.update(OrderLineUpdate::new(7, 1).note("late".to_owned())).await?;
    rows.delete(OrderLineKey { order_id: 7, line: 1 }).await
}

fn main() {}
