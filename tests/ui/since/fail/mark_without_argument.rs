use connector_sdk::prelude::*;

#[table(primary_key = id, cursor = version)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    version: i64,
}

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Line {
    id: i64,
}

#[state]
struct Progress {
    page: i64,
}

#[connector(base_url = "http://localhost")]
struct Shop {}

#[connector]
impl Shop {
    async fn orders(&self, #[since(inclusive)] rows: &mut Rows<Order>) -> Result<()> {
        rows.checkpoint().await
    }
}
