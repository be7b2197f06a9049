use connector_sdk::prelude::*;

#[table(primary_key = (order_id, line))]
struct Line {
    order_id: i64,
    line: i64,
}

async fn read(rows: &mut Rows<Line>) -> Result<()> {
    rows.delete(7).await
}

fn main() {}
