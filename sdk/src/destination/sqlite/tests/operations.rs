//! What upsert, update, delete, truncate and checkpoint leave in the file.

use super::Fixture;
use crate::destination::{Destination, RowCount};
use crate::row;
use crate::row::Row;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::Step::{Checkpoint, Delete, Fail, Truncate, Update, Upsert};

const LIVE: &str = "SELECT id, name, _fivetran_deleted FROM person ORDER BY id";

fn people() -> Fixture {
    Fixture::new([TableSpec::new("person")
        .column(ColumnSpec::new("id").typed(ColumnType::Long))
        .column(ColumnSpec::new("name").typed(ColumnType::String))
        .primary_key(["id"])])
}

fn person(id: i64, name: &str) -> Row {
    row! { "id": id, "name": name }
}

#[test]
fn an_upsert_replaces_the_row_of_its_key() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Upsert("person", person(2, "Bob"))]);
    people.sync([Upsert("person", person(1, "Ada Lovelace"))]);
    assert_eq!(people.text(LIVE), "1 Ada Lovelace 0 | 2 Bob 0");
}

#[test]
fn a_column_that_an_upsert_does_not_give_becomes_null() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Upsert("person", row! { "id": 1 })]);
    assert_eq!(people.text(LIVE), "1 null 0");
}

#[test]
fn an_update_changes_only_what_it_gives_and_makes_no_row() {
    let people = people();
    people.sync([
        Upsert("person", row! { "id": 1, "name": "Ada", "town": "London" }),
        Update("person", row! { "id": 1, "town": "Paris" }),
        Update("person", person(2, "Nobody")),
    ]);
    assert_eq!(people.text("SELECT id, name, town FROM person"), "1 Ada Paris");
}

#[test]
fn an_update_can_give_null() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Update("person", row! { "id": 1, "name": None::<String> })]);
    assert_eq!(people.text(LIVE), "1 null 0");
}

#[test]
fn a_delete_is_soft_and_an_upsert_revives() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Delete("person", row! { "id": 1 })]);
    assert_eq!(people.text(LIVE), "1 Ada 1");
    people.sync([Upsert("person", person(1, "Ada again"))]);
    assert_eq!(people.text(LIVE), "1 Ada again 0");
}

#[test]
fn deleting_what_is_not_there_does_nothing() {
    let people = people();
    people.sync([Delete("person", row! { "id": 7 })]);
    assert_eq!(people.text("SELECT count(*) FROM person"), "0");
}

#[test]
fn a_truncate_deletes_what_came_before_and_nothing_after() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Upsert("person", person(2, "Bob"))]);
    people.sync([Upsert("person", person(3, "Cleo")), Truncate("person"), Upsert("person", person(2, "Bob"))]);
    assert_eq!(people.text(LIVE), "1 Ada 1 | 2 Bob 0 | 3 Cleo 1");
}

#[test]
fn a_truncate_leaves_the_time_of_the_rows_and_a_delete_sets_it() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada")), Upsert("person", person(2, "Bob"))]);
    let time = "SELECT id, _fivetran_synced FROM person ORDER BY id";
    let before = people.query(time);
    people.sync([Truncate("person")]);
    assert_eq!(people.query(time), before);
    people.sync([Upsert("person", person(1, "Ada")), Delete("person", row! { "id": 1 })]);
    assert_ne!(people.query(time)[0], before[0]);
    assert_eq!(people.query(time)[1], before[1]);
}

#[test]
fn truncating_a_table_that_is_not_there_does_nothing() {
    let nothing = Fixture::new([]);
    nothing.sync([Truncate("ghost")]);
    assert_eq!(nothing.text("SELECT count(*) FROM sqlite_schema WHERE name = 'ghost'"), "0");
}

#[test]
fn rows_without_a_key_are_told_apart_by_their_values() {
    let notes = Fixture::new([TableSpec::new("note").column(ColumnSpec::new("text").typed(ColumnType::String))]);
    let note = |text: &str| Upsert("note", row! { "text": text });
    notes.sync([note("one"), note("two"), note("one")]);
    notes.sync([note("two"), note("three")]);
    assert_eq!(notes.text("SELECT text FROM note ORDER BY text"), "one | three | two");
    assert_eq!(notes.text("SELECT count(DISTINCT _fivetran_id) FROM note"), "3");
}

#[test]
fn a_failed_sync_leaves_the_file_at_its_last_checkpoint() {
    let people = people();
    let failed = people.failure([
        Upsert("person", person(1, "Ada")),
        Checkpoint,
        Upsert("person", person(2, "Bob")),
        Upsert("person", row! { "id": 3, "new": "column" }),
        Fail("the source is gone"),
    ]);
    assert_eq!(failed, "table `person`: the source is gone");
    assert_eq!(people.text(LIVE), "1 Ada 0");
    assert_eq!(people.text("SELECT count(*) FROM pragma_table_info('person') WHERE name = 'new'"), "0");
    people.sync([Upsert("person", row! { "id": 3, "new": "column" })]);
    assert_eq!(people.text("SELECT id, new FROM person ORDER BY id"), "1 null | 3 column");
}

#[test]
fn another_program_reads_the_last_checkpoint_during_a_sync() {
    let people = people();
    people.sync([Upsert("person", person(1, "Ada"))]);
    // The sync's connection is open, with a transaction that has written.
    let mut writer = people.open().unwrap();
    super::super::Warehouse::begin(&mut writer).unwrap();
    writer.sql("UPDATE person SET name = 'changed'").unwrap();
    let reader = rusqlite::Connection::open(&people.path).unwrap();
    let name: String = reader.query_row("SELECT name FROM person", [], |row| row.get(0)).unwrap();
    assert_eq!(name, "Ada");
}

#[test]
fn a_million_digits_fit() {
    let people = people();
    let long = "7".repeat(1_000_000);
    people.sync([Upsert("person", person(1, &long))]);
    assert_eq!(people.text("SELECT length(name) FROM person"), "1000000");
}

#[test]
fn rows_are_counted_up_to_a_bound() {
    let people = people();
    people.sync((0..5).map(|id| Upsert("person", person(id, "Ada"))).chain([Delete("person", row! { "id": 4 })]));
    let mut warehouse = people.open().unwrap();
    let table = warehouse.tables().unwrap().remove(0);
    let count = |rows, deleted, more| RowCount { rows, deleted, more };
    assert_eq!(warehouse.count(&table, 5).unwrap(), count(4, 1, false));
    assert_eq!(warehouse.count(&table, 3).unwrap(), count(3, 0, true));
}
