//! How columns come and grow.

use super::{Fixture, types};
use crate::row;
use crate::row::Decimal;
use crate::schema::{ColumnSpec, ColumnType, TableSpec};
use crate::testing::script::Step::Upsert;

fn changing() -> Fixture {
    Fixture::new([TableSpec::new("t").column(ColumnSpec::new("id").typed(ColumnType::Int)).primary_key(["id"])])
}

fn column_type(fixture: &Fixture, column: &str) -> Option<ColumnType> {
    types(&fixture.path, "t").into_iter().find(|(name, _)| name == column).map(|(_, column_type)| column_type)
}

#[test]
fn an_undeclared_column_widens_over_syncs_and_stays_wide() {
    let fixture = changing();
    fixture.sync([Upsert("t", row! { "id": 1, "value": 42 })]);
    assert_eq!(column_type(&fixture, "value"), Some(ColumnType::Int));
    fixture.sync([Upsert("t", row! { "id": 2, "value": 42.42 })]);
    assert_eq!(column_type(&fixture, "value"), Some(ColumnType::Double));
    fixture.sync([Upsert("t", row! { "id": 3, "value": "text" })]);
    assert_eq!(column_type(&fixture, "value"), Some(ColumnType::String));
    fixture.sync([Upsert("t", row! { "id": 4, "value": 42.43 })]);
    assert_eq!(column_type(&fixture, "value"), Some(ColumnType::String));
    assert_eq!(fixture.text("SELECT value FROM t ORDER BY id"), "42 | 42.42 | text | 42.43");
}

#[test]
fn a_column_of_nulls_only_is_not_made() {
    let fixture = changing();
    fixture.sync([Upsert("t", row! { "id": 1, "empty": None::<i64> })]);
    assert_eq!(column_type(&fixture, "empty"), None);
    fixture.sync([Upsert("t", row! { "id": 2, "empty": 5 })]);
    assert_eq!(fixture.text("SELECT empty FROM t ORDER BY id"), "null | 5");
}

#[test]
fn a_declared_column_is_made_without_a_value() {
    let fixture = Fixture::new([TableSpec::new("t").column(ColumnSpec::new("declared").typed(ColumnType::Binary))]);
    fixture.sync([]);
    assert_eq!(column_type(&fixture, "declared"), Some(ColumnType::Binary));
}

#[test]
fn types_widen_within_one_batch() {
    let fixture = changing();
    fixture.sync([
        Upsert("t", row! { "id": 1, "value": 1 }),
        Upsert("t", row! { "id": 2, "value": i64::MAX }),
        Upsert("t", row! { "id": 3, "value": 0.5 }),
    ]);
    assert_eq!(fixture.text("SELECT value FROM t ORDER BY id"), "1.0 | 9223372036854775807.0 | 0.5");
    assert!(matches!(column_type(&fixture, "value"), Some(ColumnType::Decimal { .. })));
}

#[test]
fn whole_numbers_that_a_double_holds_exactly_become_doubles() {
    let fixture = changing();
    fixture.sync([Upsert("t", row! { "id": 1, "value": 1_i64 << 40 }), Upsert("t", row! { "id": 2, "value": 0.5 })]);
    assert_eq!(column_type(&fixture, "value"), Some(ColumnType::Double));
}

#[test]
fn numbers_that_no_double_holds_become_decimals_in_either_order() {
    let beyond = row! { "id": 1, "value": 9_007_199_254_740_993_i64 };
    let quarter = row! { "id": 2, "value": 0.25 };
    for rows in [[beyond.clone(), quarter.clone()], [quarter, beyond]] {
        let fixture = changing();
        for row in rows {
            fixture.sync([Upsert("t", row)]);
        }
        assert_eq!(column_type(&fixture, "value"), Some(ColumnType::Decimal { precision: 21, scale: 2 }));
        assert_eq!(fixture.text("SELECT value FROM t ORDER BY id"), "9007199254740993.00 | 0.25");
    }
}

#[test]
fn a_declaration_widens_what_is_stored() {
    let mut fixture = changing();
    fixture.sync([Upsert("t", row! { "id": 7 })]);
    fixture.tables = vec![
        TableSpec::new("t")
            .column(ColumnSpec::new("id").typed(ColumnType::String))
            .column(ColumnSpec::new("new").typed(ColumnType::Long))
            .primary_key(["id"]),
    ];
    fixture.sync([Upsert("t", row! { "id": "7", "new": 1 }), Upsert("t", row! { "id": "x", "new": 2 })]);
    assert_eq!(fixture.text("SELECT id, new FROM t ORDER BY id"), "7 1 | x 2");
}

#[test]
fn a_narrower_declaration_leaves_the_column_wide() {
    let mut fixture = Fixture::new([TableSpec::new("t").column(ColumnSpec::new("v").typed(ColumnType::Long))]);
    fixture.sync([Upsert("t", row! { "v": i64::MAX })]);
    fixture.tables = vec![TableSpec::new("t").column(ColumnSpec::new("v").typed(ColumnType::Short))];
    fixture.sync([Upsert("t", row! { "v": 5 })]);
    assert_eq!(column_type(&fixture, "v"), Some(ColumnType::Long));
    assert_eq!(fixture.text("SELECT v FROM t ORDER BY v"), "5 | 9223372036854775807");
}

#[test]
fn decimals_grow_their_digits() {
    let fixture = changing();
    let decimal = |text: &str| text.parse::<Decimal>().unwrap();
    fixture.sync([Upsert("t", row! { "id": 1, "v": decimal("1.5") })]);
    fixture.sync([Upsert("t", row! { "id": 2, "v": decimal("123456789012345678901234567890.25") })]);
    assert_eq!(fixture.text("SELECT v FROM t ORDER BY id"), "1.50 | 123456789012345678901234567890.25");
}

#[test]
fn keyed_rows_stay_one_when_their_inferred_key_widens() {
    let fixture = Fixture::new([TableSpec::new("t").primary_key(["k"])]);
    fixture.sync([Upsert("t", row! { "k": 1, "v": "a" })]);
    fixture.sync([Upsert("t", row! { "k": "1", "v": "b" }), Upsert("t", row! { "k": "z", "v": "c" })]);
    assert_eq!(fixture.text("SELECT k, v FROM t ORDER BY k"), "1 b | z c");
}

#[test]
fn names_are_normalised_and_schemas_kept_apart() {
    let fixture = Fixture::new([TableSpec::new("Customer Orders")
        .in_schema("Sales")
        .column(ColumnSpec::new("orderId").typed(ColumnType::Long))]);
    fixture.sync([Upsert("Sales.Customer Orders", row! { "orderId": 1, "place name": "Oslo" })]);
    assert_eq!(fixture.text("SELECT order_id, place_name FROM sales__customer_orders"), "1 Oslo");
}
