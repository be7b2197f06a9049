use connector_sdk::prelude::serde_json::Value;
use connector_sdk::schema::ColumnType;
use connector_sdk::testing::{Sandbox, json};

use super::schema_change;

#[test]
fn the_column_widens_and_keeps_every_value() {
    let mut sandbox = Sandbox::of::<schema_change>();
    let syncs: [(ColumnType, Value); 4] = [
        (ColumnType::Int, json!([42])),
        (ColumnType::Double, json!([42.0, 42.42])),
        (ColumnType::String, json!(["42", "42.42", "forty-two"])),
        (ColumnType::String, json!(["42", "42.42", "forty-two", "42.43"])),
    ];
    for (sync, (column_type, values)) in (1..).zip(syncs) {
        sandbox.survives_every_interruption();
        sandbox.sync().unwrap();
        assert!(sandbox.columns("reading").contains(&("value".into(), column_type)), "sync {sync}");
        let rows = sandbox.rows("reading");
        assert_eq!(rows.iter().map(|row| row["value"].clone()).collect::<Value>(), values);
        assert_eq!(rows.last(), Some(&json!({ "sync": sync, "value": values[sync - 1] })));
        assert_eq!(sandbox.state("reading"), json!({ "sync_count": sync }));
    }
}
