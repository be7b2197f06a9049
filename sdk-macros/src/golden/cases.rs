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

#[test]
fn configuration() {
    check(
        "configuration",
        r#"
/// How to reach the shop.
#[connector]
struct Shop {
    /// Made under Settings, API.
    token: Secret,
    #[config(default = 100)]
    page_size: u32,
    #[config(label = "Start date", placeholder = "2026-01-31")]
    since: Option<NaiveDate>,
    #[config(name = "auth-kind", default = "token")]
    auth: Auth,
    #[config(when(auth = "basic"))]
    password: Option<Secret>,
}"#,
    );
}

#[test]
fn configuration_without_fields() {
    check("configuration_without_fields", "#[connector]\nstruct Shop;");
}

#[test]
fn connector_function() {
    check(
        "connector_function",
        r#"
/// Says hello.
#[connector]
async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
    rows.upsert(Hello { message: "hello, world!".into() }).await
}"#,
    );
}

#[test]
fn connector_function_with_configuration() {
    check(
        "connector_function_with_configuration",
        r#"
#[connector(name = "crypto", main = false, strict)]
pub async fn messages(config: &Crypto, rows: &mut Rows<Message>, mut state: ConnectorState<Progress>) -> Result<()> {
    Ok(())
}"#,
    );
}

#[test]
fn connector_impl() {
    check(
        "connector_impl",
        r#"
/// The shop's orders and customers.
#[connector(concurrency = 4)]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>, lines: &mut Rows<Line>, state: &mut State<Progress>) -> Result<()> {
        self.fill().await
    }

    async fn customers(&self, rows: &mut Rows<Customer>) -> Result<()> {
        Ok(())
    }

    #[check("The token is accepted")]
    async fn token_is_accepted(&self) -> Result<()> {
        Ok(())
    }

    #[tables]
    async fn tables(&self) -> Result<Vec<TableSpec>> {
        Ok(Vec::new())
    }

    fn url(&self) -> String {
        String::new()
    }
}"#,
    );
}

#[test]
fn connector_with_a_cursor() {
    check(
        "connector_with_a_cursor",
        r#"
#[connector(main = false)]
impl Shop {
    async fn orders(&self, #[since(inclusive, initial = first_day)] since: Since<Order>, rows: &mut Rows<Order>) -> Result<()> {
        self.export(since, rows).await
    }
}"#,
    );
}

#[test]
fn connector_with_mistakes() {
    check(
        "connector_with_mistakes",
        r#"
#[connector(concurency = 4)]
impl Shop {
    async fn orders(self, (rows, more): &mut Rows<Order>) {}
}"#,
    );
}

#[test]
fn column_enum() {
    check(
        "column_enum",
        r#"
#[derive(Column)]
enum Status {
    Open,
    InTransit,
    #[column(name = "on-hold")]
    Held,
}"#,
    );
}

#[test]
fn column_newtype() {
    check("column_newtype", "#[derive(Column)]\nstruct OrderId(i64);");
}

#[test]
fn config_field() {
    check(
        "config_field",
        r#"
#[derive(ConfigField)]
enum Region {
    /// Virginia.
    UsEast,
    #[config(name = "eu-1", label = "Europe")]
    Eu,
}"#,
    );
}

#[test]
fn state() {
    check("state", "#[state]\nstruct Progress { cursor: i64 }");
}

#[test]
fn state_with_migration() {
    check(
        "state_with_migration",
        r#"
#[state(version = 2, migrate = rows_from_pages)]
#[derive(Clone, Copy)]
pub struct Progress {
    pub rows: i64,
}"#,
    );
}

#[test]
fn configuration_with_client() {
    check(
        "configuration_with_client",
        r#"
#[connector(base_url = base_url, auth = api_key(token, header = "X-Token"), rate_limit = "100/s")]
struct Shop {
    base_url: Url,
    token: Secret,
}"#,
    );
}

#[test]
fn connector_paginated() {
    check(
        "connector_paginated",
        r#"
#[connector(main = false)]
impl Shop {
    #[paginate(style = "offset", limit = page_size, within = window(step = "1d"))]
    async fn orders(&self, page: Offset, #[since(inclusive, initial = "2026-01-01")] since: Since<Order>) -> Result<Vec<Order>> {
        self.fetch(page, since).await
    }

    #[paginate(style = shop::pages, for_each = orders, concurrency = 4)]
    async fn lines(&self, order: &Order, #[since(exclusive, per = id)] since: Since<Line>) -> Result<Vec<Line>> {
        self.fetch_lines(order, since).await
    }
}"#,
    );
}

#[test]
fn table_that_is_read_without_a_function() {
    check(
        "table_that_is_read_without_a_function",
        r#"
#[table(primary_key = id, cursor = updated_at)]
#[paginate(style = "offset", path = "users?order_by=updatedAt", records = "/data", limit = 50, total = "/total")]
#[since(param = "updated_since", inclusive, ordered)]
#[derive(Deserialize)]
struct User {
    id: i64,
    updated_at: DateTime<Utc>,
}"#,
    );
}

#[test]
fn table_that_knows_its_configuration() {
    check(
        "table_that_knows_its_configuration",
        r#"
#[table]
#[paginate(style = "window", path = "events", start = first_day, config = Shop, max_pages = 100)]
#[derive(Deserialize)]
struct Event {
    at: DateTime<Utc>,
}"#,
    );
}

#[test]
fn configuration_that_is_the_connector() {
    check(
        "configuration_that_is_the_connector",
        r#"
/// The shop's users and orders.
#[connector(base_url = base_url, tables(User, sales::Order), concurrency = 2)]
struct Shop {
    base_url: Url,
}"#,
    );
}

#[test]
fn connector_of_tables_and_functions() {
    check(
        "connector_of_tables_and_functions",
        r#"
#[connector(tables(Order), main = false)]
impl Shop {
    #[paginate(style = "single", for_each = Order)]
    async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
        self.fetch_lines(order).await
    }
}"#,
    );
}

#[test]
fn configuration_with_mistakes_in_its_client() {
    check(
        "configuration_with_mistakes_in_its_client",
        r#"
#[connector(auth = bearer(tokn), rate = "5/s", strict)]
struct Shop {
    token: Secret,
}"#,
    );
}
