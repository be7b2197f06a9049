//! Every column type, declared: nothing is left to inference.
//!
//! The Rust type of a field declares its column; `#[column(…)]` says the rest. Where the Python original declares types
//! beside the row, here they cannot disagree with it; and it leaves out INT, which is here as well.

use connector_sdk::prelude::*;
use serde_json::json;

#[table(primary_key = _bool)]
struct Specified {
    _bool: bool,
    _short: i16,
    _int: i32,
    _long: i64,
    #[column(decimal(15, 2))]
    _dec: Decimal,
    _float: f32,
    _double: f64,
    _ndate: NaiveDate,
    _ndatetime: NaiveDateTime,
    _utc: DateTime<Utc>,
    _binary: Vec<u8>,
    #[column(xml)]
    _xml: &'static str,
    _str: &'static str,
    _json: serde_json::Value,
    // A declared column is there even if it never has a value.
    _null: Option<String>,
}

#[connector]
async fn specified_types(rows: &mut Rows<Specified>) -> Result<()> {
    rows.upsert(Specified {
        _bool: true,
        _short: 15,
        _int: 2_000_000_000,
        _long: 132_353_453_453_635,
        _dec: "105.34".parse()?,
        _float: 10.4,
        _double: 1e-4,
        _ndate: "2007-12-03".parse()?,
        _ndatetime: "2007-12-03T10:15:30".parse()?,
        _utc: "2007-12-03T10:15:30.123Z".parse()?,
        _binary: vec![0, 1, 2, 3],
        _xml: "<tag>This is XML</tag>",
        _str: "This is a string",
        _json: json!({ "a": 10 }),
        _null: None,
    })
    .await
}

#[cfg(test)]
mod tests;
