//! A key that is a text takes one that is not owned.
use connector_sdk::prelude::*;

#[table(primary_key = code)]
struct Country {
    code: String,
    people: i64,
}

async fn write(rows: &Rows<Country>, code: String) -> Result<()> {
    rows.delete("NZ").await?;
    rows.delete(code.clone()).await?;
    rows.delete(CountryKey { code: code.clone() }).await?;
    rows.update(CountryUpdate::new("NZ").people(5_300_000)).await
}

fn main() {}
