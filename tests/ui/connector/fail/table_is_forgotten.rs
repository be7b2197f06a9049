use connector_sdk::prelude::*;

struct Hello {
    message: String,
}

#[connector]
async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello { message: "hello, world!".into() }).await?;
    rows.checkpoint().await
}
