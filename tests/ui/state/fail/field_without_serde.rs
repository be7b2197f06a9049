use connector_sdk::prelude::*;

struct Position {
    page: i64,
}

#[state]
struct Progress {
    position: Position,
}

#[table(primary_key = id)]
struct Order {
    id: i64,
}

#[connector]
async fn orders(rows: &mut Rows<Order>, state: &mut State<Progress>) -> Result<()> {
    state.checkpoint().await?;
    rows.upsert(Order { id: state.position.page }).await
}
