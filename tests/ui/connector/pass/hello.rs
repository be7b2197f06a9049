use connector_sdk::prelude::*;

#[table]
struct Hello {
    message: String,
}

#[connector]
async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello { message: "hello, world!".into() }).await
}
