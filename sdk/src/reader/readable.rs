//! Tables that say themselves how they are read: an address, a style of paging, and no function.

use super::stage::Stage;
use crate::http::Client;
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
