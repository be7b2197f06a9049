use connector_sdk::prelude::*;

#[table(primary_key = id)]
struct Order {
    id: i64,
}

struct Progress {
    next: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>, state: &mut ConnectorState<Progress>) -> Result<()> {
    let id = state.update(|state| state.next)?;
    rows.upsert(Order { id }).await
}
