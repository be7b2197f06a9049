//! `#[paginate(…)]` on a function of a connector: it fetches one page, and the runtime reads them all. On a table the
//! function is written as well.

mod alone;
mod arguments;
mod expand;
mod parse;

pub(crate) use alone::Alone;
pub(crate) use expand::{stage, tables};
pub(crate) use parse::{Paged, Raw, parse, since_words, take_marks};
