//! What the macros make, at work: names, types, keys, updates, state and configuration.

#![allow(missing_docs)]

use connector_sdk::ErrorKind;
use connector_sdk::prelude::*;
use connector_sdk::table::Table;
use connector_sdk::testing::{Sandbox, json};

#[derive(Column)]
enum Status {
    Open,
    #[column(name = "shipped!")]
    Shipped,
}

#[derive(Column)]
struct OrderId(i64);

#[derive(Serialize)]
struct Line {
    article: String,
    pieces: i64,
}

/// An order.
#[table(primary_key = ("orderId", line), name = "Orders", schema = "shop", cursor = placed_at)]
struct Order {
    #[column(name = "orderId")]
    id: OrderId,
    line: u16,
    status: Status,
    #[column(decimal(12, 2))]
    total: Decimal,
    lines: Json<Vec<Line>>,
    #[column(json)]
    first: Line,
    #[column(skip)]
    _internal: std::time::Duration,
    #[column(string)]
    number: i64,
    note: Option<String>,
    anything: Value,
    placed_at: DateTime<Utc>,
}

fn line() -> Line {
    Line { article: "lamp".into(), pieces: 2 }
}

fn order(id: i64) -> Order {
    Order {
        id: OrderId(id),
        line: 1,
        status: if id == 1 { Status::Open } else { Status::Shipped },
        total: "19.9".parse().expect("a decimal"),
        lines: Json(vec![line()]),
        first: line(),
        _internal: std::time::Duration::ZERO,
        number: 7,
        note: Some("gift".into()),
        anything: Value::Long(5),
        placed_at: "2026-01-31T12:00:00+02:00".parse().expect("a time"),
    }
}

#[connector(main = false)]
async fn orders(rows: &mut Rows<Order>) -> Result<()> {
    rows.upsert_all([order(1), order(2), order(3)]).await?;
    rows.update(OrderUpdate::new(OrderId(2), 1).note(None).status(Status::Open).lines(Json(vec![]))).await?;
    rows.delete(OrderKey { id: OrderId(3), line: 1 }).await?;
    // Neither is there, so neither does anything.
    rows.update(OrderUpdate::new(OrderId(9), 1).note("x".to_owned())).await?;
    rows.delete(OrderKey { id: OrderId(9), line: 1 }).await
}

#[test]
fn a_table_is_declared_from_its_struct() {
    let spec = Order::spec();
    assert_eq!(Order::NAME, "shop.Orders");
    assert_eq!(spec.full_name(), "shop.Orders");
    assert_eq!(spec.description.as_deref(), Some("An order."));
    assert_eq!(spec.primary_key, ["orderId", "line"]);
    assert_eq!(spec.cursor.as_deref(), Some("placed_at"));
    let columns: Vec<_> = spec.columns.iter().map(|column| (&*column.name, column.column_type)).collect();
    assert_eq!(
        columns,
        [
            ("orderId", Some(ColumnType::Long)),
            ("line", Some(ColumnType::Int)),
            ("status", Some(ColumnType::String)),
            ("total", Some(ColumnType::Decimal { precision: 12, scale: 2 })),
            ("lines", Some(ColumnType::Json)),
            ("first", Some(ColumnType::Json)),
            ("number", Some(ColumnType::String)),
            ("note", Some(ColumnType::String)),
            ("anything", None),
            ("placed_at", Some(ColumnType::UtcDateTime)),
        ]
    );
}

#[test]
fn typed_operations_leave_the_rows_they_say() {
    let mut sandbox = Sandbox::of::<orders>();
    sandbox.survives_every_crash();
    sandbox.sync().expect("the sync is complete");
    let line = json!({ "article": "lamp", "pieces": 2 });
    assert_eq!(
        sandbox.rows("shop.Orders"),
        [
            json!({
                "orderId": 1, "line": 1, "status": "open", "total": "19.90", "lines": [line], "first": line,
                "number": "7", "note": "gift", "anything": 5, "placed_at": "2026-01-31T10:00:00Z",
            }),
            json!({
                "orderId": 2, "line": 1, "status": "open", "total": "19.90", "lines": [], "first": line,
                "number": "7", "note": null, "anything": 5, "placed_at": "2026-01-31T10:00:00Z",
            }),
        ]
    );
    assert_eq!(sandbox.deleted_rows("shop.Orders").len(), 1);
}

#[table(primary_key = id)]
struct Thing {
    id: i64,
    small: i16,
    #[column(decimal(4, 1))]
    price: Decimal,
}

/// Which mistake the source makes.
#[connector]
struct Mistaken {
    mistake: String,
}

#[connector(main = false)]
async fn things(config: &Mistaken, tables: &mut Tables, rows: &mut Rows<Thing>) -> Result<()> {
    let price = if config.mistake == "digits" { "0.25" } else { "1.50" };
    rows.upsert(Thing { id: 1, small: 1, price: price.parse()? }).await?;
    let things = tables.rows("thing").await?;
    things.upsert(row! { "id": 2, "small": "12", "price": 3 }).await?;
    match &*config.mistake {
        "range" => things.upsert(row! { "id": 3, "small": 32_768 }).await,
        "text" => things.upsert(row! { "id": 3, "small": "many" }).await,
        _ => Ok(()),
    }
}

fn things_with(mistake: &str) -> Result<Vec<serde_json::Value>> {
    let mut sandbox = Sandbox::of::<things>().configure(json!({ "mistake": mistake }));
    sandbox.sync().map(|_| sandbox.rows("thing"))
}

#[test]
fn values_are_converted_where_nothing_is_lost() {
    let rows = things_with("none").expect("everything fits");
    assert_eq!(rows, [json!({ "id": 1, "small": 1, "price": "1.5" }), json!({ "id": 2, "small": 12, "price": "3.0" })]);
}

#[test]
fn a_value_that_does_not_fit_names_table_column_and_rule() {
    for (mistake, column, rule) in
        [("digits", "price", "DECIMAL(4,1)"), ("range", "small", "SHORT"), ("text", "small", "SHORT")]
    {
        let error = things_with(mistake).expect_err("it does not fit");
        assert_eq!((error.kind(), error.table()), (ErrorKind::Schema, Some("thing")), "{mistake}");
        let message = error.message();
        assert!(message.contains(&format!("column `{column}`")) && message.contains(rule), "{mistake}: {message}");
    }
}

/// Version 1 counted pages of a hundred rows.
#[state(version = 2, migrate = rows_from_pages)]
struct Position {
    rows: i64,
}

fn rows_from_pages(from: u32, old: serde_json::Value) -> Result<serde_json::Value> {
    assert_eq!(from, 1);
    Ok(json!({ "rows": old["page"].as_i64().context("a state of version 1 has a page")? * 100 }))
}

#[table(primary_key = id)]
struct Counted {
    id: i64,
}

#[connector(main = false)]
async fn counted(rows: &mut Rows<Counted>, state: &mut State<Position>) -> Result<()> {
    state.rows += 1;
    rows.upsert(Counted { id: state.rows }).await
}

#[test]
fn state_of_an_older_version_is_migrated_and_saved_as_the_new_one() {
    let mut sandbox = Sandbox::of::<counted>();
    sandbox.set_state(json!({ "tables": { "counted": { "page": 3 } } }));
    sandbox.sync().expect("the state is migrated");
    assert_eq!(sandbox.state("counted"), json!({ "rows": 301 }));
    assert_eq!(sandbox.saved_state().versions["counted"], 2);
    sandbox.sync().expect("the state is of this version");
    assert_eq!(sandbox.state("counted"), json!({ "rows": 302 }));

    sandbox.set_state(json!({ "tables": { "counted": { "leaf": 3 } } }));
    let error = sandbox.sync().expect_err("the old state is not what version 1 wrote");
    assert!(error.message().contains("a state of version 1 has a page"), "{error}");
}

/// A connector with several readers, checks and tables that the source names.
#[connector]
struct Library {
    #[config(default = "Ada")]
    author: String,
}

#[table(primary_key = title)]
struct Book {
    title: String,
}

#[table]
struct Loan {
    book: String,
}

#[connector(main = false, strict)]
impl Library {
    async fn books(&self, rows: &mut Rows<Book>) -> Result<()> {
        rows.upsert(Book { title: format!("Notes by {}", self.author) }).await
    }

    async fn loans(&self, rows: &mut Rows<Loan>, run: &mut Run, tables: &mut Tables) -> Result<()> {
        rows.upsert(Loan { book: "Notes".into() }).await?;
        run.warn("nobody brings books back").await?;
        tables.rows("shelf").await?.upsert(row! { "number": 1, "first_sync": run.is_first_sync() }).await
    }

    #[check("The library is open")]
    async fn is_open(&self) -> Result<()> {
        if self.author.is_empty() { Err(Error::authentication("closed")) } else { Ok(()) }
    }

    #[tables]
    async fn shelves(&self) -> Result<Vec<TableSpec>> {
        Ok(vec![TableSpec::new("shelf").primary_key(["number"])])
    }
}

#[test]
fn an_impl_block_has_readers_checks_and_tables_of_the_source() {
    let mut sandbox = Sandbox::of::<Library>();
    sandbox.survives_every_crash();
    let synced = sandbox.sync().expect("the sync is complete");
    assert_eq!(synced.warnings, ["table `loan`: nobody brings books back"]);
    assert_eq!(sandbox.rows("book"), [json!({ "title": "Notes by Ada" })]);
    assert_eq!(sandbox.rows("loan"), [json!({ "book": "Notes" })]);
    assert_eq!(sandbox.rows("shelf"), [json!({ "number": 1, "first_sync": true })]);
    assert_eq!(sandbox.tables(), ["book", "loan", "shelf"]);
}

#[test]
fn an_unselected_reader_does_not_run() {
    let mut sandbox = Sandbox::of::<Library>();
    let synced = sandbox.select("book").sync().expect("the sync is complete");
    assert_eq!(synced.warnings, [""; 0]);
    assert_eq!(sandbox.tables(), ["book"]);
    sandbox.select("loan.book,shelf").sync().expect("the sync is complete");
    assert_eq!(sandbox.tables(), ["book", "loan", "shelf"]);
}

#[test]
fn a_selection_of_nothing_that_exists_says_so() {
    let mut sandbox = Sandbox::of::<Library>();
    let error = sandbox.select("boook").sync().expect_err("there is no such table");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.message(), "there is no table `boook`");
}
