//! What a reader's parameters can be.

use super::ReaderContext;
use crate::error::Result;
use crate::schema::TableSpec;

/// A type that a reader can take as a parameter: `&mut Rows<Order>`, `&mut State<Progress>`, …
#[diagnostic::on_unimplemented(
    message = "a reader cannot take `{Self}`",
    label = "not something a reader is given",
    note = "a reader takes `&mut Rows<T>`, `&mut State<S>`, `&mut ConnectorState<S>`, `&mut Tables` and `&mut Run`",
    note = "the configuration is `&self` in an impl block, and `config: &T` for a function",
    note = "`Since` and pages are given to readers with `#[paginate(…)]`"
)]
pub trait Argument: Sized + Send {
    /// The name of the one table that it writes, for the proof that no two tables share a name.
    #[doc(hidden)]
    const TABLE: Option<&'static str> = None;

    /// Whether tables that are not declared can be opened through it.
    #[doc(hidden)]
    const OPENS_TABLES: bool = false;

    /// The tables that rows can be written to through it.
    fn tables() -> Vec<TableSpec> {
        Vec::new()
    }

    /// All that can be written through it: the tables, and whether others can be opened.
    #[doc(hidden)]
    fn reach() -> (Vec<TableSpec>, bool) {
        (Self::tables(), Self::OPENS_TABLES)
    }

    /// Makes it, before the reader starts.
    fn take(context: &ReaderContext) -> Result<Self>;

    /// Gives it back, after the reader has read everything.
    fn finish(self, _context: &ReaderContext) -> Result<()> {
        Ok(())
    }
}
