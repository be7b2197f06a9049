use connector_sdk::prelude::*;

use connector_sdk::table::{Column, RowWriter, Table};

struct Country {
    code: String,
}

impl Table for Country {
    const NAME: &'static str = "country";

    fn spec() -> TableSpec {
        TableSpec::new(Self::NAME).column(<String as Column>::spec("code")).primary_key(["code"])
    }

    fn write(self, row: &mut RowWriter<'_>) -> Result<()> {
        row.cell(self.code)
    }
}

#[connector(main = false)]
async fn countries(rows: &mut Rows<Country>) -> Result<()> {
    rows.upsert(Country { code: "NZ".into() }).await
}

fn main() {}
