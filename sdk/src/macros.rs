//! The macros, documented here and not where they are written, so that their examples compile.

/// Makes a struct a table: each field is a column, each value a row.
///
/// The struct stays as it is. Implemented for it are [`Table`](crate::table::Table) and, with a primary key,
/// [`Keyed`](crate::table::Keyed); both can be written by hand instead.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// /// An order, paid or not.            The doc comments of struct and fields become descriptions.
/// #[table(primary_key = id, cursor = updated_at)]
/// struct Order {
///     id: i64,
///     #[column(decimal(12, 2))]
///     total: Decimal,
///     note: Option<String>,
///     updated_at: DateTime<Utc>,
/// }
/// ```
///
/// # Words on the struct
///
/// | word | meaning | without it |
/// |---|---|---|
/// | `primary_key = id`, `primary_key = (order_id, line)` | the columns that identify a row | rows can only be added |
/// | `cursor = updated_at` | the column that tells new rows from old ones | none |
/// | `name = "orders"` | the table's name | the struct's name in snake_case |
/// | `schema = "sales"` | the schema the table belongs to | none |
///
/// Key and cursor name fields, as identifiers or strings; a string may also be the name of a renamed column. The types of
/// a key implement [`KeyColumn`](crate::table::KeyColumn), that of a cursor [`CursorColumn`](crate::table::CursorColumn).
///
/// # Words on a field: `#[column(…)]`
///
/// | word | meaning |
/// |---|---|
/// | `name = "lineItems"` | the column's name; without it the field's |
/// | `skip` | the field is no column |
/// | `json` | a JSON column from any type that implements `serde::Serialize` |
/// | `inferred` | the type is inferred from the values instead of declared |
/// | `boolean` `short` `int` `long` `decimal(12, 2)` `float` `double` `naive_date` `naive_datetime` `utc_datetime` `binary` `xml` `string` | the declared type, instead of that of the Rust type; each value is converted or refused, never changed |
///
/// # What a primary key adds
///
/// `OrderKey` holds the key, for [`Rows::delete`](crate::context::Rows::delete); a key of one column is made from its
/// value. `OrderUpdate` holds the key and the columns to change, for [`Rows::update`](crate::context::Rows::update):
///
/// ```
/// # use connector_sdk::prelude::*;
/// # #[table(primary_key = id)]
/// # struct Order { id: i64, total: Decimal, note: Option<String> }
/// # #[table(primary_key = (order, line))]
/// # struct OrderLine { order: i64, line: i32, pieces: u32 }
/// # async fn change(orders: &mut Rows<Order>, lines: &mut Rows<OrderLine>) -> Result<()> {
/// orders.update(OrderUpdate::new(7).note(None)).await?; // `total` stays as it is
/// orders.delete(7).await?;
/// lines.update(OrderLineUpdate::new(7, 1).pieces(12)).await?;
/// lines.delete(OrderLineKey { order: 7, line: 1 }).await?;
/// # Ok(())
/// # }
/// ```
///
/// Both are as visible as the struct.
///
/// # Tables that are read without a function
///
/// With the feature `http`, `#[paginate(style = "offset", path = "orders")]` below `#[table]` says how the table is read
/// from a web API, `#[since(…)]` from where on, and `#[connector(tables(Order))]` reads it: see the module `reader`.
///
/// # Generic structs
///
/// A table's columns are one fixed list, so a generic struct is refused. Tables whose columns are known only at run time
/// go through [`Tables`](crate::context::Tables).
pub use connector_sdk_macros::table;

/// Makes a connector of an `async fn` or of an impl block, and a configuration of a struct.
///
/// # On a function
///
/// The shortest connector: one function that reads the source.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// #[table]
/// struct Hello {
///     message: String,
/// }
///
/// /// Says hello.                      The doc comment describes the connector.
/// #[connector]
/// async fn hello(rows: &mut Rows<Hello>) -> Result<()> {
///     rows.upsert(Hello { message: "hello, world!".into() }).await
/// }
/// ```
///
/// The function stays as it is. Beside it appear `fn main`, which gives the program its command line, and a type of the
/// function's name that implements [`Connector`](crate::connector::Connector), for tests:
/// `Sandbox::of::<hello>()`.
///
/// # Arguments of a reader
///
/// A reader asks for what it needs, in any order, and is given it by type. `&mut` is lent and taken back at the end:
///
/// | argument | what it is |
/// |---|---|
/// | `&mut Rows<Order>` | [writes rows](crate::context::Rows) of a table |
/// | `&mut State<Progress>` | [what the reader keeps](crate::context::State) for the next sync |
/// | `&mut ConnectorState<Progress>` | [the same](crate::context::ConnectorState), shared by all readers |
/// | `&mut Tables` | [opens tables](crate::context::Tables) known at run time only |
/// | `#[since(inclusive)] since: Since<Order>` | where to begin, with the feature `http`; its cursor follows the rows of `Order` that the reader writes, see the module `reader` |
/// | `&mut Run` | [the running sync](crate::context::Run): its clock, warnings, checkpoints |
/// | `&Shop` | the configuration; on a function only, an impl block has `&self` |
///
/// # On a configuration
///
/// Each field is asked for. What [types](crate::config::ConfigField) it can have, `Option` among them, decides what can
/// be entered.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// #[connector]
/// struct Shop {
///     /// Made under Settings, API.
///     token: Secret,
///     #[config(default = 100)]
///     page_size: u32,
///     #[config(label = "Start date", placeholder = "2026-01-31")]
///     since: Option<NaiveDate>,
///     #[config(name = "proxyUrl")]
///     proxy: Option<String>,
///     #[config(when(proxy = "http://localhost"))]
///     proxy_password: Option<Secret>,
///     #[config(file_types = ".pem, .key")]
///     certificate: Option<Upload>,
/// }
/// ```
///
/// | word | meaning | without it |
/// |---|---|---|
/// | `name = "apiKey"` | the key in `configuration.json` | the field's name |
/// | `label = "API key"` | a few words for people | made from the name |
/// | `default = 100` | the value when the user gives none: a text, a number, `true` or `false` | the field is required, unless it is an `Option` |
/// | `placeholder = "2026-01-31"` | an example of a value | none |
/// | `file_types = ".pem, .key"` | on what the names of the files end that an [`Upload`](crate::config::Upload) takes | any file |
/// | `when(auth = "basic")`, `when(tls)` | the field counts only while another field has a value, or is on; its type is an `Option` | it always counts |
///
/// With the feature `http` the struct's attribute says how the source is reached (`base_url = …`, `auth = …`,
/// `rate_limit = …`) and makes `self.http()`: see the module `reader`.
///
/// # On an impl block
///
/// Every `async fn` with `&self` is a reader. Two kinds are marked; functions that are not async are left alone, and
/// async helpers go into another impl block.
///
/// ```
/// use connector_sdk::prelude::*;
/// # #[table(primary_key = id)] struct Order { id: i64 }
/// # #[table(primary_key = id)] struct Customer { id: i64 }
///
/// #[connector]
/// struct Shop {
///     token: Secret,
/// }
///
/// /// The shop's orders and customers.
/// #[connector(concurrency = 2)]
/// impl Shop {
///     async fn orders(&self, rows: &mut Rows<Order>) -> Result<()> {
///         rows.upsert(Order { id: 7 }).await
///     }
///
///     async fn customers(&self, rows: &mut Rows<Customer>) -> Result<()> {
///         rows.upsert(Customer { id: 1 }).await
///     }
///
///     /// Run by `check` and by the platforms' set-up pages.
///     #[check("The token is accepted")]
///     async fn token_is_accepted(&self) -> Result<()> {
///         if self.token.expose().is_empty() { bail!("the token is empty") }
///         Ok(())
///     }
///
///     /// Tables that are known only once the source can be asked.
///     #[tables]
///     async fn tables(&self) -> Result<Vec<TableSpec>> {
///         Ok(vec![TableSpec::new("notes").primary_key(["id"])])
///     }
/// }
/// ```
///
/// With the feature `http`, `#[paginate(…)]` on a function makes it a reader of pages: see the module `reader`.
///
/// | word, on functions too | meaning | without it |
/// |---|---|---|
/// | `name = "shop"` | the connector's name | that of the function, or of the type in snake_case |
/// | `concurrency = 4` | how many readers run at the same time | 1 |
/// | `check = token_is_accepted` | an `async fn(&Config) -> Result<()>` that tests the configuration, for functions | no check |
/// | `strict` | rows of tables that were never declared are refused | they are allowed with a warning |
/// | `main = false` | leaves `fn main` to you | `fn main` is written |
/// | `tables(User, Order)` | reads tables that say themselves how they are read, see the module `reader` | none |
pub use connector_sdk_macros::connector;

/// Makes a struct state: what a reader keeps for the next sync, as [`State`](crate::context::State) or
/// [`ConnectorState`](crate::context::ConnectorState).
///
/// ```
/// use connector_sdk::prelude::*;
///
/// #[state]
/// struct Progress {
///     cursor: i64,
/// }
/// ```
///
/// It implements [`StateValue`](crate::state::StateValue) and, where you do not derive them below the attribute,
/// `Serialize`, `Deserialize` and `Default`; other derives can stand above it or below. A first sync starts from
/// `Default`; so does a field that a later version of the connector adds.
///
/// | word | meaning | without it |
/// |---|---|---|
/// | `version = 2` | the version of the layout | 1 |
/// | `migrate = from_v1` | the function that turns state of older versions into this layout | required from version 2 on |
/// | `default = false` | leaves `impl Default` to you | `Default` is derived |
///
/// ```
/// use connector_sdk::prelude::*;
///
/// /// Version 1 kept `{"page": 3}` in pages of 100 rows; version 2 counts rows.
/// #[state(version = 2, migrate = rows_from_pages, default = false)]
/// struct Progress {
///     rows: i64,
/// }
///
/// impl Default for Progress {
///     fn default() -> Self {
///         Self { rows: 1 }
///     }
/// }
///
/// fn rows_from_pages(_from: u32, old: serde_json::Value) -> Result<serde_json::Value> {
///     Ok(serde_json::json!({ "rows": old["page"].as_i64().unwrap_or(0) * 100 }))
/// }
/// ```
pub use connector_sdk_macros::state;

/// Makes an enum without data, or a struct around one value, a column.
///
/// An enum is a STRING: the variant's name in snake_case, or `#[column(name = "…")]`. It can be part of a key. A struct
/// is what the value inside it is.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// #[derive(Column)]
/// enum Status {
///     Open,
///     #[column(name = "on-hold")]
///     Held,
/// }
///
/// #[derive(Column)]
/// struct OrderId(i64);
///
/// #[table(primary_key = id)]
/// struct Order {
///     id: OrderId,
///     status: Status,
/// }
/// ```
pub use connector_sdk_macros::Column;

/// Makes an enum without data a field of a configuration: the user chooses one of its variants.
///
/// The value is the variant's name in snake_case, or `#[config(name = "…")]`; people read the `label`, made from the
/// value unless given, and the doc comment.
///
/// ```
/// use connector_sdk::prelude::*;
///
/// #[derive(ConfigField)]
/// enum Region {
///     /// Virginia.
///     UsEast,
///     #[config(name = "eu-1", label = "Europe")]
///     Eu,
/// }
///
/// #[connector]
/// struct Shop {
///     region: Region,
/// }
/// ```
pub use connector_sdk_macros::ConfigField;
