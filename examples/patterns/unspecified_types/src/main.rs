//! No column type declared, only the key: types are inferred from the values.
//!
//! | value | column |
//! |---|---|
//! | `true` | BOOLEAN; the Python original gets a number here, as its `True` is one |
//! | a whole number | INT, or LONG once 32 bits do not hold it; never SHORT |
//! | `f32`, `f64` | FLOAT, DOUBLE |
//! | a text | STRING, whatever it looks like: nobody guesses at dates and numbers |
//! | `Decimal`, `NaiveDate`, `DateTime<Utc>` … | what they are |
//! | bytes, JSON | BINARY, JSON |
//! | null | no column, until a row has a value for it |
//!
//! A value of another type in a later row or sync widens its column, say from INT to STRING, and loses nothing.

use connector_sdk::prelude::*;
use serde_json::json;

#[connector]
async fn unspecified_types(tables: &mut Tables) -> Result<()> {
    let rows = tables.open(TableSpec::new("unspecified").primary_key(["id"])).await?;
    rows.upsert(row! {
        "id": 1,
        "_bool": true,
        "_short": 15,
        "_long": 132_353_453_453_635_i64,
        "_dec": "105.34",
        "_float": 10.4_f32,
        "_double": 1e-4,
        "_ndate": "2007-12-03",
        "_ndatetime": "2007-12-03T10:15:30",
        "_utc": "2007-12-03T10:15:30.123Z",
        "_binary": vec![0_u8, 1, 2, 3],
        "_xml": "<tag>This is XML</tag>",
        "_str": "This is a string",
        "_json": json!({ "a": 10 }),
        "_null": None::<String>,
    })
    .await
}

#[cfg(test)]
mod tests;
