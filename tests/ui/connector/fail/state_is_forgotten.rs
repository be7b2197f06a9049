use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

struct Progress {
    next: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>, state: &mut State<Progress>) -> Result<()> {
    rows.upsert(Order { id: state.next }).await?;
    state.next += 1;
    state.checkpoint().await
}
