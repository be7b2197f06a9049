use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use super::specified_types;

#[test]
fn every_type_arrives_as_declared() {
    let mut sandbox = Sandbox::of::<specified_types>();
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(
            sandbox.rows("specified"),
            [json!({
                "_bool": true,
                "_short": 15,
                "_int": 2_000_000_000,
                "_long": 132_353_453_453_635_i64,
                "_dec": "105.34",
                "_float": 10.4,
                "_double": 1e-4,
                "_ndate": "2007-12-03",
                "_ndatetime": "2007-12-03T10:15:30",
                "_utc": "2007-12-03T10:15:30.123Z",
                "_binary": "AAECAw==",
                "_xml": "<tag>This is XML</tag>",
                "_str": "This is a string",
                "_json": { "a": 10 },
                "_null": null,
            })]
        );
        assert_eq!(sandbox.state("specified"), json!(null));
    }
    let columns: Vec<_> =
        sandbox.columns("specified").into_iter().map(|(name, column)| format!("{name} {column}")).collect();
    assert_eq!(
        columns,
        [
            "_bool BOOLEAN",
            "_short SHORT",
            "_int INT",
            "_long LONG",
            "_dec DECIMAL(15,2)",
            "_float FLOAT",
            "_double DOUBLE",
            "_ndate NAIVE_DATE",
            "_ndatetime NAIVE_DATETIME",
            "_utc UTC_DATETIME",
            "_binary BINARY",
            "_xml XML",
            "_str STRING",
            "_json JSON",
            "_null STRING",
        ]
    );
}

#[table(primary_key = id)]
struct Price {
    id: i64,
    #[column(decimal(15, 2))]
    price: Decimal,
}

#[connector(main = false)]
async fn prices(rows: &mut Rows<Price>) -> Result<()> {
    rows.upsert(Price { id: 1, price: "105.340".parse()? }).await?;
    rows.upsert(Price { id: 2, price: "105.345".parse()? }).await
}

#[test]
fn a_value_that_does_not_fit_is_refused_and_not_rounded() {
    let mut sandbox = Sandbox::of::<prices>();
    let error = sandbox.sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().starts_with("table `price`: column `price`: "), "{error}");
    assert!(error.to_string().contains("more than 2 digits after the point"), "{error}");
    assert!(sandbox.rows("price").is_empty());
}
