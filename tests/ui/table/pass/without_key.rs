use connector_sdk::prelude::*;

#[table]
struct Hello {
    message: String,
}

async fn read(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello { message: "hello, world!".into() }).await
}

fn main() {}
