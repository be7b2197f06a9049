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
//! # What is saved, and when
//!
//! After every page the rows so far become durable. A cursor moves with them if its rows come in order (`ordered`), else
//! when all pages were read; a parent's rows are written, and its cursor moves, after its children were read. Slices of
//! time and scroll tokens are kept with each page, so that the next sync goes on where this one ended.

mod cursor_value;
mod flow;
mod lane;
mod saved;
mod since;
mod stage;

pub use cursor_value::{CursorValue, IntoCursor};
pub use since::{Rules, Since, since};
pub use stage::{Branch, Input, Parent, Stage};
