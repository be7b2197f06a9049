//! Whatever is emitted in whatever order: the file holds what a plain model in memory holds.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::{Fixture, types};
use crate::row::{Row, Value};
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::{Script, Step, play};
use crate::testing::{MemoryWarehouse, memory_sink};

fn tables() -> Vec<TableSpec> {
    vec![
        TableSpec::new("keyed")
            .column(ColumnSpec::new("id").typed(ColumnType::Long))
            .column(ColumnSpec::new("name").typed(ColumnType::String))
            .primary_key(["id"]),
        TableSpec::new("pair").primary_key(["a", "b"]),
        TableSpec::new("keyless").column(ColumnSpec::new("text").typed(ColumnType::String)),
    ]
}

/// Few keys, so that rows meet.
fn key(table: &'static str) -> BoxedStrategy<Row> {
    match table {
        "keyed" => (0..4_i64).prop_map(|id| Row::new().set("id", id)).boxed(),
        "pair" => (0..2_i64, "[xy]").prop_map(|(a, b)| Row::new().set("a", a).set("b", b)).boxed(),
        _ => Just(Row::new()).boxed(),
    }
}

/// A value of a kind that changes, so that columns widen.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        (-5..5_i64).prop_map(Value::Long),
        Just(Value::Long(i64::MAX)),
        (-4..4_i32).prop_map(|quarters| Value::Double(f64::from(quarters) / 4.0)),
        "[a-c]{0,3}".prop_map(Value::String),
    ]
}

fn with_columns(key: Row, cells: Vec<(&'static str, Value)>) -> Row {
    cells.into_iter().fold(key, |row, (name, value)| row.set(name, value))
}

fn step() -> impl Strategy<Value = Step> {
    let table = prop_oneof![3 => Just("keyed"), 2 => Just("pair"), 1 => Just("keyless")];
    table.prop_flat_map(|table| {
        let cells = proptest::collection::vec((prop_oneof![Just("v"), Just("w")], value()), 0..3);
        let row = (key(table), cells).prop_map(|(key, cells)| with_columns(key, cells)).boxed();
        let upsert = row.clone().prop_map(move |row| {
            let row = if table == "keyless" { row.set("text", "t") } else { row };
            Step::Upsert(table, row)
        });
        let rest = prop_oneof![1 => Just(Step::Truncate(table)), 2 => Just(Step::Checkpoint)];
        if table == "keyless" {
            return prop_oneof![5 => upsert, 1 => rest].boxed();
        }
        let update = row.prop_map(move |row| Step::Update(table, row));
        let delete = key(table).prop_map(move |key| Step::Delete(table, key));
        prop_oneof![6 => upsert, 3 => update, 2 => delete, 1 => rest].boxed()
    })
}

/// What a table holds, as sorted text: each row's columns and whether it is deleted.
fn stored(fixture: &Fixture, table: &str) -> Vec<String> {
    let columns = types(&fixture.path, table);
    let connection = rusqlite::Connection::open(&fixture.path).unwrap();
    let sql = format!("SELECT _fivetran_deleted FROM {table} ORDER BY rowid");
    let deleted: Vec<bool> = {
        let mut statement = connection.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(|row| row.unwrap()).collect()
    };
    let rows = super::values(&fixture.path, table).into_iter().zip(deleted);
    let mut rows: Vec<_> = rows
        .map(|(values, deleted)| {
            let mut cells: Vec<_> =
                columns.iter().zip(values).map(|((name, _), value)| format!("{name}={value:?}")).collect();
            cells.sort();
            format!("{} deleted={deleted}", cells.join(" "))
        })
        .collect();
    rows.sort();
    rows
}

fn modelled(model: &MemoryWarehouse, table: &str) -> Vec<String> {
    let Some(table) = model.tables().get(table) else { return Vec::new() };
    let columns = table.columns();
    let mut rows: Vec<_> = table
        .all_rows()
        .map(|row| {
            let cell = |(name, column_type): &(String, ColumnType)| {
                let value = row.values.get(name).cloned().unwrap_or(Value::Null);
                format!("{name}={:?}", value.convert(*column_type).unwrap())
            };
            let mut cells: Vec<_> = columns.iter().map(cell).collect();
            cells.sort();
            format!("{} deleted={}", cells.join(" "), row.deleted)
        })
        .collect();
    rows.sort();
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_file_holds_what_the_model_holds(syncs in proptest::collection::vec(proptest::collection::vec(step(), 0..24), 1..4)) {
        let fixture = Fixture::new(tables());
        let model = Arc::new(Mutex::new(MemoryWarehouse::default()));
        for steps in syncs {
            fixture.sync(steps.clone());
            let script = Script { tables: tables(), steps };
            play(script, memory_sink(&model)).into_result().unwrap();
        }
        let model = model.lock().unwrap();
        for table in model.tables().keys().filter(|table| *table != "checkpoint") {
            // The model knows a table from its declaration on; the file makes it when its key has a type.
            let made = fixture.text(&format!("SELECT count(*) FROM _sdk_table WHERE source = '{table}'")) == "1";
            let rows = if made { stored(&fixture, table) } else { Vec::new() };
            prop_assert_eq!(rows, modelled(&model, table), "table {}", table);
        }
    }
}
