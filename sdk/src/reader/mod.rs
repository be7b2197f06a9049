//! Readers that fetch pages: `#[paginate]` writes them, the runtime turns pages into rows and state.
//!
//! # A source with pages
//!
//! A paginated reader fetches one page and returns its rows. It is called for every page of its table:
//!
//! ```
//! use connector_sdk::prelude::*;
//!
//! #[table(primary_key = id, cursor = updated_at)]
//! #[derive(Deserialize)]
//! struct Order { id: i64, updated_at: DateTime<Utc> }
//!
//! #[table(primary_key = id)]
//! #[derive(Deserialize)]
//! struct Refund { id: i64, order: i64 }
//!
//! #[connector(base_url = base_url, auth = bearer(token), rate_limit = "100/s")]
//! struct Shop {
//!     base_url: Url,
//!     token: Secret,
//! }
//!
//! #[connector(main = false)]
//! impl Shop {
//!     #[paginate(style = "offset", limit = 100, total = "/total")]
//!     async fn orders(&self, page: Offset, #[since(inclusive)] since: Since<Order>) -> Result<Vec<Order>> {
//!         self.http().get("orders").query("updated_since", since).page(page).records("/items").await
//!     }
//!
//!     #[paginate(style = "page_number", for_each = orders, concurrency = 4)]
//!     async fn refunds(&self, order: &Order, page: PageNumber) -> Result<Vec<Refund>> {
//!         self.http().get(format!("orders/{}/refunds", order.id)).page(page).records("").await
//!     }
//! }
//! ```
//!
//! # The plainest sources: no function at all
//!
//! A table can say itself where its rows are. The configuration that lists it is the whole connector:
//!
//! ```
//! use connector_sdk::prelude::*;
//!
//! #[table(primary_key = id, cursor = updated_at)]
//! #[paginate(style = "offset", path = "orders?sort=updated_at", records = "/items", limit = 100, total = "/total")]
//! #[since(param = "updated_since", inclusive, ordered)]
//! #[derive(Deserialize)]
//! struct Order { id: i64, updated_at: DateTime<Utc> }
//!
//! #[connector(base_url = base_url, auth = bearer(token), tables(Order))]
//! struct Shop {
//!     base_url: Url,
//!     token: Secret,
//! }
//! ```
//!
//! | word of `#[paginate(…)]` on a table | meaning | without it |
//! |---|---|---|
//! | `path = "orders?all=1"` | what to GET, below the client's address | required |
//! | `records = "/items"` | a JSON pointer to the rows in the answer | the answer is a list of rows |
//! | `config = Shop` | whose fields a plain name in a value means, as in `limit = page_size` | no plain names; any connector can read the table |
//!
//! Style, `within`, `max_pages` and the words of the style are those of a function. `#[since(…)]` takes the words of an
//! argument, `param = "updated_since"` for the query parameter of the cursor, and `end_param` for that of `end`.
//!
//! Once there is a function as well, `tables(…)` moves to the attribute of its impl block, `#[connector(tables(Order))]
//! impl Shop { … }`, and a function can be called for each row of such a table: `for_each = Order`.
//!
//! # How the source is reached: `#[connector(…)]` on the configuration
//!
//! `base_url` and, as needed, `auth`, `rate_limit`, `user_agent`, `check_answer`, `client_certificate` and `trust_host`
//! call the methods of [`ClientBuilder`](crate::http::ClientBuilder) and make `self.http()`. A plain name in a value is a
//! field of the configuration; `bearer(token, …)` is a function of [`auth`](crate::auth), and `name = value` inside its
//! parentheses a call of the method of that name.
//!
//! # Words of `#[paginate(…)]`
//!
//! | word | meaning | without it |
//! |---|---|---|
//! | `style = "offset"`, `style = my::style` | the style: a function of [`paginate`](crate::paginate), or your own | required |
//! | `within = window(start = "30d", step = "1d")` | the pages of each slice of time, one slice after the other | one run of pages |
//! | `for_each = orders` | called for each row of that reader, which is the argument `&Order` | called once |
//! | `concurrency = 4` | for how many of these rows at the same time; written in their order all the same | 1 |
//! | `skip_failing` | rows for which its requests fail are counted and reported, and the sync goes on | it fails the sync |
//! | `max_pages = 1000` | more pages are an error | a million |
//!
//! All other words are methods of the style: `limit = 100`, `total = "/total"`, `short_page_is_last`. A plain name as
//! value is a field of the configuration.
//!
//! # Arguments
//!
//! `page: Offset` (or the page of another style) goes to the request with [`page`](crate::http::Request::page); a reader
//! with `style = "single"` needs none. [`Since`] says what to ask for, by the words of its mark `#[since(…)]`. Children
//! have their parent's row as `&Order`.
//!
//! # A cursor without pages
//!
//! A reader that writes its rows itself can have a [`Since`] too. Its cursor follows the rows that it writes; it is saved
//! with each checkpoint if they come in order, else at the end:
//!
//! ```
//! use connector_sdk::prelude::*;
//!
//! #[table(primary_key = id, cursor = updated_at)]
//! #[derive(Deserialize)]
//! struct Order { id: i64, updated_at: DateTime<Utc> }
//!
//! #[connector(base_url = base_url)]
//! struct Shop { base_url: Url }
//!
//! #[connector(main = false)]
//! impl Shop {
//!     async fn orders(&self, #[since(inclusive)] since: Since<Order>, rows: &mut Rows<Order>) -> Result<()> {
//!         let mut orders = self.http().get("export").query("since", since).stream_lines::<Order>().await?;
//!         while let Some(order) = orders.next().await? {
//!             rows.upsert(order).await?;
//!         }
//!         Ok(())
//!     }
//! }
//! ```
//!
//! # What is saved, and when
//!
//! After every page the rows so far become durable. A cursor moves with them if its rows come in order (`ordered`), else
//! when all pages were read; a parent's rows are written, and its cursor moves, after its children were read. Slices of
//! time and scroll tokens are kept with each page, so that the next sync goes on where this one ended.

mod branch;
mod cursor_value;
mod fit;
mod flow;
mod follow;
mod input;
mod job;
mod lane;
mod readable;
mod saved;
mod since;
mod stage;

pub use branch::Branch;
pub use cursor_value::{CursorValue, IntoCursor};
#[doc(hidden)]
pub use fit::{PageOf, RowOf, SinceOf};
pub use follow::Follow;
pub use input::{Input, Parent};
pub use job::{Job, Poll, Submit};
pub use readable::{Fetched, Readable, Source, read_alone, stage_of};
pub use since::{Rules, Since};
pub use stage::Stage;
#[doc(hidden)]
pub use stage::run;
