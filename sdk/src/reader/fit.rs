//! What fits the arguments of a paginated function. Generated code passes each argument through one of these traits, so
//! that a misfit is reported at the argument's type and in an author's words.

use super::since::Since;
use crate::paginate::Page;

/// The `page` argument of a style whose pages are `Page<S>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the page of this style",
    label = "this style's page is `Page<{S}>`",
    note = "the page is named after its style: `Offset` for `style = \"offset\"`, `PageNumber` for `style = \"page_number\"`"
)]
pub trait PageOf<S> {
    /// The page as the argument.
    fn given(page: Page<S>) -> Self;
}

impl<S> PageOf<S> for Page<S> {
    fn given(page: Page<S>) -> Self {
        page
    }
}

/// The `since` argument of a reader that returns rows of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not ask for the changes of the table that is read",
    label = "this reader returns rows of `{T}`",
    note = "a reader begins at the cursor of its own table: `Since<{T}>`"
)]
pub trait SinceOf<T> {
    /// The begin as the argument.
    fn given(since: Since<T>) -> Self;
}

impl<T> SinceOf<T> for Since<T> {
    fn given(since: Since<T>) -> Self {
        since
    }
}

/// The argument of a reader that is called for each row of type `R`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of the reader in `for_each`",
    label = "that reader returns rows of `{R}`",
    note = "write `&{R}`, or name another reader in `for_each`"
)]
pub trait RowOf<R> {
    /// The row as the argument.
    fn lent(row: &R) -> &Self;
}

impl<R> RowOf<R> for R {
    fn lent(row: &R) -> &Self {
        row
    }
}
