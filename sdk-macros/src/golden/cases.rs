//! One case for each thing that an expansion can look like.

use super::check;

#[test]
fn table_without_key() {
    check("table_without_key", "#[table]\nstruct Hello { message: String }");
}

#[test]
fn table_with_key() {
    check(
        "table_with_key",
        r#"
/// An order, paid or not.
#[table(primary_key = id, cursor = updated_at)]
pub struct Order {
    /// Given by the shop.
    pub id: i64,
    pub total: Decimal,
    pub note: Option<String>,
    pub updated_at: DateTime<Utc>,
}"#,
    );
}

#[test]
fn table_composite_key() {
    check(
        "table_composite_key",
        r#"
#[table(primary_key = (order_id, "lineNumber"), name = "order-lines", schema = "sales")]
struct OrderLine {
    order_id: i64,
    #[column(name = "lineNumber")]
    line: i32,
    pieces: u32,
}"#,
    );
}

#[test]
fn table_declared_types() {
    check(
        "table_declared_types",
        r#"
#[table]
struct Everything {
    #[column(decimal(12, 2))]
    total: Decimal,
    #[column(int)]
    pieces: i64,
    #[column(inferred)]
    odd: Value,
    /// Whatever the source sends.
    #[column(json, name = "extraData")]
    extra: Extra,
    #[column(json)]
    lines: Option<Vec<Line>>,
    #[column(skip)]
    raw: String,
}"#,
    );
}

#[test]
fn table_with_mistakes() {
    check(
        "table_with_mistakes",
        r#"
#[table(primary_key = ordr_id, nam = "orders")]
struct Order {
    order_id: i64,
    #[column(decimal(50, 2))]
    total: Decimal,
}"#,
    );
}
