//! All rows in one answer.

use super::{Paginate, Step};
use crate::error::Result;
use crate::http::Answer;

/// One request, and no pages.
pub fn single() -> SinglePage {
    SinglePage
}

/// See [`single`].
#[derive(Debug, Clone)]
pub struct SinglePage;

impl Paginate for SinglePage {
    type Page = Self;

    fn first(&mut self) -> Result<Step> {
        Ok(Step::Page(Vec::new()))
    }

    fn next(&mut self, _answer: &Answer) -> Result<Step> {
        Ok(Step::Done)
    }
}
