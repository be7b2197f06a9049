use connector_sdk::prelude::*;
use connector_sdk::testing::{Sandbox, json};

use super::unspecified_types;

fn columns(sandbox: &Sandbox, table: &str) -> Vec<String> {
    sandbox.columns(table).into_iter().map(|(name, column)| format!("{name} {column}")).collect()
}

#[test]
fn types_are_inferred() {
    let mut sandbox = Sandbox::of::<unspecified_types>();
    for _ in 0..2 {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert_eq!(
            sandbox.rows("unspecified"),
            [json!({
                "id": 1,
                "_bool": true,
                "_short": 15,
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
            })]
        );
        assert_eq!(sandbox.state("unspecified"), json!(null));
        assert_eq!(
            columns(&sandbox, "unspecified"),
            [
                "id INT",
                "_bool BOOLEAN",
                "_short INT",
                "_long LONG",
                "_dec STRING",
                "_float FLOAT",
                "_double DOUBLE",
                "_ndate STRING",
                "_ndatetime STRING",
                "_utc STRING",
                "_binary BINARY",
                "_xml STRING",
                "_str STRING",
                "_json JSON",
            ]
        );
    }
}

#[connector(main = false)]
async fn typed_values(tables: &mut Tables) -> Result<()> {
    let rows = tables.open(TableSpec::new("typed").primary_key(["id"])).await?;
    let (day, price): (NaiveDate, Decimal) = ("2007-12-03".parse()?, "105.34".parse()?);
    rows.upsert(row! { "id": 1, "day": day, "price": price, "note": None::<String> }).await?;
    rows.upsert(row! { "id": 5_000_000_000_i64, "price": 7, "note": "late" }).await
}

#[test]
fn typed_values_give_typed_columns_which_later_rows_widen() {
    let mut sandbox = Sandbox::of::<typed_values>();
    sandbox.sync().unwrap();
    assert_eq!(columns(&sandbox, "typed"), ["id LONG", "day NAIVE_DATE", "price DECIMAL(12,2)", "note STRING"]);
    assert_eq!(
        sandbox.rows("typed"),
        [
            json!({ "id": 1, "day": "2007-12-03", "price": "105.34", "note": null }),
            json!({ "id": 5_000_000_000_i64, "day": null, "price": "7.00", "note": "late" }),
        ]
    );
}

#[connector(main = false)]
async fn without_its_key(tables: &mut Tables) -> Result<()> {
    let rows = tables.open(TableSpec::new("unspecified").primary_key(["id"])).await?;
    rows.upsert(row! { "_bool": true }).await
}

#[test]
fn a_row_without_its_key_is_refused() {
    let error = Sandbox::of::<without_its_key>().sync().unwrap_err();
    assert_eq!(error.to_string(), "table `unspecified`: key column `id` is missing");
}
