//! `#[paginate(…)]` on a function of a connector: it fetches one page, and the runtime reads them all.

mod expand;
mod parse;

pub(crate) use expand::{stage, tables};
pub(crate) use parse::{Paged, Raw, is_marked, parse};
