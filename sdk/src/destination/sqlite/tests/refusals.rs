//! What is refused before anything is written.

use super::Fixture;
use crate::row;
use crate::schema::naming::Naming;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::Step::{Delete, Update, Upsert};

fn table(name: &'static str, columns: &[&'static str]) -> TableSpec {
    let column = |name: &&'static str| ColumnSpec::new(*name).typed(ColumnType::String);
    columns.iter().map(column).fold(TableSpec::new(name), TableSpec::column)
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let fixture = Fixture::new([]);
    let _first = fixture.open().unwrap();
    let error = fixture.open().err().unwrap().to_string();
    assert!(error.contains("is being written by another sync"), "{error}");
    assert!(error.contains(&format!("(process {})", std::process::id())), "{error}");
}

#[test]
fn a_changed_key() {
    Fixture::new([]);
    let mut fixture = Fixture::new([table("t", &["a", "b"]).primary_key(["a"])]);
    fixture.sync([Upsert("t", row! { "a": "1", "b": "2" })]);
    fixture.tables = vec![table("t", &["a", "b"]).primary_key(["a", "b"])];
    let error = fixture.failure([]);
    assert!(error.contains("its primary key was (a) and is now (a, b)"), "{error}");
    fixture.tables = vec![table("t", &["a", "b"])];
    let error = fixture.failure([]);
    assert!(error.contains("was (a) and is now no key"), "{error}");
    assert_eq!(fixture.text("SELECT a, b FROM t"), "1 2");
}

#[test]
fn tables_that_would_share_a_name() {
    let mut fixture = Fixture::new([table("userData", &["a"]), table("user_data", &["a"])]);
    let error = fixture.failure([Upsert("userData", row! { "a": "1" })]);
    assert!(error.contains("it and `userData` would both be stored as `user_data`"), "{error}");
    assert_eq!(fixture.text("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'user%'"), "0");
    fixture.naming = Naming::Source;
    fixture.sync([Upsert("userData", row! { "a": "1" }), Upsert("user_data", row! { "a": "2" })]);
    assert_eq!(fixture.text("SELECT a FROM \"userData\" UNION SELECT a FROM user_data"), "1 | 2");
}

#[test]
fn columns_that_would_share_a_name() {
    let fixture = Fixture::new([table("t", &["itemId", "item_id"])]);
    let error = fixture.failure([]);
    assert!(error.contains("columns `itemId` and `item_id` would both be stored as `item_id`"), "{error}");
    let fixture = Fixture::new([table("t", &["itemId"])]);
    let error = fixture.failure([Upsert("t", row! { "item-id": "x" })]);
    assert!(error.contains("columns `itemId` and `item-id`"), "{error}");
}

#[test]
fn columns_of_the_system() {
    let fixture = Fixture::new([]);
    let error = fixture.failure([Upsert("t", row! { "_fivetran_synced": "now" })]);
    assert!(error.contains("names beginning with `_fivetran_` are taken"), "{error}");
}

#[test]
fn a_table_of_another_program() {
    let fixture = Fixture::new([table("t", &["a"])]);
    rusqlite::Connection::open(&fixture.path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let error = fixture.failure([]);
    assert!(error.contains("has a table `t` of another program"), "{error}");
}

#[test]
fn a_file_that_is_no_database() {
    let fixture = Fixture::new([]);
    std::fs::write(&fixture.path, "this is a letter, not a database file").unwrap();
    let error = fixture.open().err().unwrap().to_string();
    assert!(error.contains("is damaged or no SQLite file"), "{error}");
}

#[test]
fn a_file_of_a_newer_version() {
    let fixture = Fixture::new([]);
    rusqlite::Connection::open(&fixture.path).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = fixture.open().err().unwrap().to_string();
    assert!(error.contains("was written by a newer version"), "{error}");
}

#[test]
fn a_missing_or_null_key() {
    let fixture = Fixture::new([table("t", &["a", "b"]).primary_key(["a"])]);
    assert_eq!(fixture.failure([Upsert("t", row! { "b": "x" })]), "table `t`: key column `a` is missing");
    assert_eq!(fixture.failure([Upsert("t", row! { "a": None::<String> })]), "table `t`: key column `a` is null");
    assert_eq!(fixture.failure([Update("t", row! { "b": "x" })]), "table `t`: key column `a` is missing");
    let error = fixture.failure([Delete("t", row! { "a": "1", "b": "x" })]);
    assert!(error.contains("`b` is not part of it"), "{error}");
}

#[test]
fn updates_and_deletes_without_a_key() {
    let fixture = Fixture::new([table("t", &["a"])]);
    for step in [Update("t", row! { "a": "x" }), Delete("t", row! { "a": "x" })] {
        let error = fixture.failure([step]);
        assert!(error.contains("a table without a primary key takes no updates and deletes"), "{error}");
    }
}

#[test]
fn a_value_that_does_not_fit_its_declaration() {
    let fixture = Fixture::new([TableSpec::new("t").column(ColumnSpec::new("small").typed(ColumnType::Short))]);
    let error = fixture.failure([Upsert("t", row! { "small": 40_000 })]);
    assert!(error.starts_with("table `t`: column `small`: "), "{error}");
    assert!(error.contains("SHORT"), "{error}");
    assert!(!error.contains("40000"), "a value may be private: {error}");
}
