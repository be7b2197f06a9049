//! What happens when the file cannot grow, or another program holds it.

use std::time::Duration;

use rusqlite::Connection;

use super::Fixture;
use crate::destination::sqlite::Warehouse;
use crate::engine::PlanOptions;
use crate::row;
use crate::schema::naming::Naming;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::Step::{Checkpoint, Upsert};
use crate::testing::script::{Script, Step, play_with};

fn notes() -> Fixture {
    let table = TableSpec::new("note").column(ColumnSpec::new("id").typed(ColumnType::Long)).primary_key(["id"]);
    Fixture::new([table.column(ColumnSpec::new("text").typed(ColumnType::String))])
}

fn note(id: i64, length: usize) -> Step {
    Upsert("note", row! { "id": id, "text": "x".repeat(length) })
}

fn play(fixture: &Fixture, warehouse: Warehouse, steps: Vec<Step>) -> Option<String> {
    let script = Script { tables: fixture.tables.clone(), steps };
    let outcome = play_with(script, Box::new(warehouse), PlanOptions::default());
    outcome.into_result().err().map(|error| error.to_string())
}

#[test]
fn a_full_disk_leaves_the_last_checkpoint_and_says_what_to_do() {
    let fixture = notes();
    let steps = || vec![note(1, 10), Checkpoint, note(2, 10), note(3, 1_000_000), note(4, 10)];
    let warehouse = fixture.open().unwrap();
    // To SQLite a file that may not have more pages is the same as a disk that has no more.
    let pages: i64 = warehouse.connection.query_row("PRAGMA max_page_count = 20", [], |row| row.get(0)).unwrap();
    assert_eq!(pages, 20);
    let error = play(&fixture, warehouse, steps()).unwrap();
    assert!(error.contains("no space is left for") && error.contains("free some, then sync again"), "{error}");
    assert_eq!(fixture.text("SELECT id FROM note"), "1");
    assert_eq!(fixture.text("PRAGMA integrity_check"), "ok");
    assert_eq!(play(&fixture, fixture.open().unwrap(), steps()), None);
    assert_eq!(fixture.text("SELECT id FROM note ORDER BY id"), "1 | 2 | 3 | 4");
}

#[test]
fn a_writer_that_does_not_let_go_is_an_error_that_says_so() {
    let fixture = notes();
    fixture.sync([note(1, 10)]);
    let other = Connection::open(&fixture.path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let open = || Warehouse::open_with_patience(&fixture.path, Naming::Fivetran, Duration::ZERO).unwrap();
    let error = play(&fixture, open(), vec![note(2, 10)]).unwrap();
    assert!(error.contains("another program holds") && error.contains("close it there, then sync again"), "{error}");
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(play(&fixture, open(), vec![note(2, 10)]), None);
    assert_eq!(fixture.text("SELECT id FROM note ORDER BY id"), "1 | 2");
}
