//! How sources hand out many rows in pages: one file per style, all pure: an answer in, the next request out.
//!
//! In `#[paginate(style = "offset", limit = 100)]` the style is a function of this module, and `name = value` calls
//! its method of that name. One's own style is a type that implements [`Paginate`], and a function that makes it:
//! `#[paginate(style = shop::pages)]`.
//!
//! | style | pages | words | ends |
//! |---|---|---|---|
//! | [`offset`] | skip so many rows | `limit` `start` `offset_param` `limit_param` `place` | `total`, `has_more`, `short_page_is_last`, an empty page |
//! | [`page_number`] | by number | `page_size` `start` `page_param` `page_size_param` `place` | `last_page`, `total`, `has_more`, `short_page_is_last`, an empty page |
//! | [`cursor`] | a token in the body, a header or the last row | `token` `token_header` `token_of_last_row` `param` `limit` `limit_param` `place` | no token, `has_more` |
//! | [`keyset`] | after the last row's key | `key` `param` `limit` `limit_param` `place` | an empty page, `has_more`, `short_page_is_last` |
//! | [`next_url`] | the next page's address in the body | `url` | no address |
//! | [`link_header`] | the next page's address in `Link` | `rel` | no link |
//! | [`window`] | slices of time up to now | `start` `step` `lookback` `from_param` `until_param` `dates` `has_more` `place` | now |
//! | [`priority_first`] | the same, newest first | those of `window`, `recent` `budget` | `start`, or the budget |
//! | [`scroll`] | a token that outlives the sync | those of `cursor` | no token, `has_more` |
//! | [`single`] | one answer | | |
//!
//! `place` is `"query"`, `"header"`, `"body"` (JSON or form) or `"variables"` (of a GraphQL query). Rows are counted as
//! they come from the source, before the connector's own code leaves any out.
//!
//! The guards are not a style's business: [`Pages`] refuses a request that was sent before, a page equal to the one
//! before it, parameters that do not move, and more pages than there can be.

mod cursor;
mod keyset;
mod link_header;
mod next_url;
mod offset;
mod page_number;
mod pages;
mod parameter;
mod priority_first;
mod scroll;
mod single;
mod stop;
#[cfg(test)]
mod tests;
mod window;
mod within;

use serde_json::Value as Json;

pub use cursor::{CursorPages, cursor};
pub use keyset::{KeysetPages, keyset};
pub use link_header::{LinkHeaderPages, link_header};
pub use next_url::{NextUrlPages, next_url};
pub use offset::{OffsetPages, offset};
pub use page_number::{PageNumberPages, page_number};
pub use pages::{Page, Pages};
pub use parameter::IntoPlace;
pub use priority_first::{PriorityFirstPages, priority_first};
pub use scroll::{ScrollPages, scroll};
pub use single::{SinglePage, single};
pub use window::{IntoStart, WindowPages, window};
pub use within::{Slices, Within};

pub(crate) use window::span;

pub use crate::http::{Answer, Edit, Place, Wanted};

use crate::error::Result;

/// The `page` argument of a reader with `style = "offset"`.
pub type Offset = Page<OffsetPages>;
/// The `page` argument of a reader with `style = "page_number"`.
pub type PageNumber = Page<PageNumberPages>;
/// The `page` argument of a reader with `style = "cursor"`.
pub type Cursor = Page<CursorPages>;
/// The `page` argument of a reader with `style = "next_url"`.
pub type NextUrl = Page<NextUrlPages>;
/// The `page` argument of a reader with `style = "link_header"`.
pub type LinkHeader = Page<LinkHeaderPages>;
/// The `page` argument of a reader with `style = "keyset"`.
pub type Keyset = Page<KeysetPages>;
/// The `page` argument of a reader with `style = "window"`.
pub type Window = Page<WindowPages>;
/// The `page` argument of a reader with `style = "priority_first"`.
pub type PriorityFirst = Page<PriorityFirstPages>;
/// The `page` argument of a reader with `style = "scroll"`.
pub type Scroll = Page<ScrollPages>;
/// The `page` argument of a reader with `style = "single"`.
pub type Single = Page<SinglePage>;

/// What a style wants next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A page: what to change in the reader's request.
    Page(Vec<Edit>),
    /// Nothing: that was all.
    Done,
}

/// A style of handing out rows in pages.
///
/// ```
/// use connector_sdk::paginate::{Answer, Edit, Paginate, Place, Step, Wanted};
/// use connector_sdk::prelude::*;
///
/// /// Pages are named by letters, from `a` on; an empty one is the last.
/// pub fn letters() -> Letters {
///     Letters(b'a')
/// }
///
/// pub struct Letters(u8);
///
/// impl Paginate for Letters {
///     type Page = Self;
///
///     fn first(&mut self) -> Result<Step> {
///         Ok(Step::Page(vec![Edit::Set(Place::Query, "page".into(), char::from(self.0).to_string().into())]))
///     }
///
///     fn next(&mut self, answer: &Answer) -> Result<Step> {
///         self.0 += 1;
///         if answer.rows == Some(0) || self.0 > b'z' { Ok(Step::Done) } else { self.first() }
///     }
/// }
/// ```
pub trait Paginate: Send + 'static {
    /// Stands for the style in the type of the reader's argument: `page: Page<Self::Page>`.
    type Page: Send + Sync + 'static;

    /// What the style must know of each answer.
    fn wanted(&self) -> Wanted {
        Wanted::default()
    }

    /// Told once, before the first page: the time, and where the last sync stopped, if it
    /// [stopped](Self::position) somewhere.
    fn begin(&mut self, _now: chrono::DateTime<chrono::Utc>, _position: Option<Json>) -> Result<()> {
        Ok(())
    }

    /// The first page.
    fn first(&mut self) -> Result<Step>;

    /// The page after this answer.
    fn next(&mut self, answer: &Answer) -> Result<Step>;

    /// Told when the source refused a page with this HTTP status: the page to ask for instead, if there is one; without
    /// one the refusal is the sync's error.
    fn refused(&mut self, _status: u16) -> Result<Option<Step>> {
        Ok(None)
    }

    /// Where to go on if the sync ends after the pages so far; `None` to start over. Part of the state, so no secret.
    fn position(&self) -> Option<Json> {
        None
    }
}
