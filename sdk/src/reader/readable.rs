//! Tables that say themselves how they are read: an address, a style of paging, and no function.

use serde::Deserialize;

use super::stage::Stage;
use crate::connector::Reader;
use crate::context::{Argument, Rows};
use crate::error::Result;
use crate::http::{Client, Request};
use crate::paginate::Paginate;
use crate::table::Table;

/// A configuration that says how its source is reached. `#[connector(base_url = …)]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how its source is reached",
    label = "a table that is read without a function needs a client",
    note = "write `#[connector(base_url = …)]` above the configuration's struct"
)]
pub trait Source: Send + Sync + 'static {
    /// The client of this connection.
    fn http(&self) -> Client;
}

/// A table that can be read with the configuration `C` and without a function of the connector. `#[paginate(…)]` below
/// `#[table]` writes it, and `#[connector(tables(…))]` reads it.
#[diagnostic::on_unimplemented(
    message = "nobody says how the table `{Self}` is read from `{C}`",
    label = "not read by itself",
    note = "write `#[paginate(style = \"offset\", path = \"orders\")]` below its `#[table]`, or a function that returns its rows"
)]
pub trait Readable<C>: Table + Sync {
    /// How it is read. Readers for each of its rows can be added with [`child`](Stage::child).
    fn stage() -> Stage<C, (), impl Paginate, Self>;
}

/// A reader of such a table.
pub fn read_alone<T: Readable<C>, C: Send + Sync + 'static>() -> Reader<C> {
    let reader = Reader::new(T::NAME).tables(<Rows<T> as Argument>::tables());
    reader.run(|config, context| T::stage().run(config, context))
}

/// How such a table is read, for readers that are called for each of its rows.
pub fn stage_of<T: Readable<C>, C>() -> Stage<C, (), impl Paginate, T> {
    T::stage()
}

/// Rows that can be read from an answer: everything that implements `Deserialize`. Through this trait, what does not is
/// one error that tells how to.
pub trait Fetched: Sized {
    /// Sends the request and reads the rows at a JSON pointer.
    fn fetch(request: Request, records: &str) -> impl Future<Output = Result<Vec<Self>>> + Send;
}

// Not `DeserializeOwned`: serde tells how to derive only what it calls `Deserialize`.
impl<T: for<'de> Deserialize<'de> + Send> Fetched for T {
    fn fetch(request: Request, records: &str) -> impl Future<Output = Result<Vec<Self>>> + Send {
        request.records(records)
    }
}
