//! Reading web APIs: one client with good manners, and answers straight into structs.
//!
//! A connector with `#[connector(base_url = …, auth = …)]` on its configuration has `self.http()`. By hand:
//!
//! ```no_run
//! use connector_sdk::http::Client;
//! # use connector_sdk::prelude::*;
//! # #[derive(Deserialize)] struct Order { id: i64 }
//!
//! # async fn read() -> Result<()> {
//! let client = Client::builder().base_url("https://shop.example/api").rate_limit("100/s").build();
//! let orders: Vec<Order> = client.get("orders").query("status", "open").records("/items").await?;
//! # Ok(()) }
//! ```

mod body;
mod builder;
mod client;
mod failure;
mod gate;
mod outgoing;
mod param;
mod rate_limit;
mod records;
mod redact;
mod request;
mod response;
mod retry;
mod retry_after;
mod send;
mod slot;
mod stream;
pub(crate) mod tape;
#[cfg(test)]
pub(crate) mod tests;

pub use builder::ClientBuilder;
pub use client::{Client, ClientSlot};
pub use outgoing::{Body, Outgoing};
pub use param::Param;
pub use rate_limit::Rate;
pub use request::{PageOf, Request};
pub use reqwest::header::HeaderMap;
pub use reqwest::{Method, StatusCode, Url};
pub use response::Response;
pub use retry::Retry;
pub use slot::{Answer, Edit, Ledger, Place, Slot};
#[cfg(feature = "csv")]
pub use stream::Csv;
pub use stream::RowStream;

pub use records::Wanted;

pub(crate) use redact::is_sensitive;

/// The address as errors show it.
pub(crate) fn shown(url: &Url) -> String {
    redact::url(url)
}
