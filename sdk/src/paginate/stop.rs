//! When the last page has come: said once, for every style that counts.

use serde_json::Value as Json;

use crate::error::{Error, Result};
use crate::http::{Answer, Wanted};

/// What marks the last page. Rows are counted as they came, before the connector's own code saw them.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    /// How many rows there are in all.
    pub(super) total: Option<String>,
    /// Whether there is more.
    pub(super) has_more: Option<String>,
    /// A page with fewer rows than asked for is the last one.
    pub(super) short_page: bool,
}

impl Stop {
    pub(super) fn want(&self, wanted: &mut Wanted) {
        wanted.pointers.extend(self.total.iter().chain(&self.has_more).cloned());
    }

    /// Whether this was the last page. `seen` are the rows up to here, this page's included, `full` is a page's size.
    pub(super) fn is_last(&self, answer: &Answer, seen: u64, full: Option<u64>) -> Result<bool> {
        let rows = answer.rows.unwrap_or_default() as u64;
        if let Some(more) = &self.has_more {
            return match value(answer, more)? {
                Json::Bool(more) => Ok(!more),
                // Absent would be an error, null says that the source does not know.
                Json::Null => Ok(rows == 0),
                other => Err(unfit(answer, more, other, "true or false")),
            };
        }
        if let Some(pointer) = &self.total
            && let Some(total) = count(answer, pointer)?
        {
            return Ok(seen >= total);
        }
        let short = self.short_page && full.is_some_and(|full| rows < full);
        Ok(rows == 0 || short)
    }

    /// Whether an empty page can be followed by others: only if something else marks the last one.
    pub(super) fn knows_more_than_rows(&self) -> bool {
        self.total.is_some() || self.has_more.is_some()
    }
}

/// A value that must be in the answer, be it null.
pub(super) fn value<'a>(answer: &'a Answer, pointer: &str) -> Result<&'a Json> {
    answer.values.get(pointer).ok_or_else(|| {
        Error::source(format!("the answer of {} has nothing at `{pointer}`, which marks the last page", shown(answer)))
            .next_step("correct the pointer, or leave it out if only some answers have it")
    })
}

/// A number that may be null, or a text that holds one.
pub(super) fn count(answer: &Answer, pointer: &str) -> Result<Option<u64>> {
    match value(answer, pointer)? {
        Json::Null => Ok(None),
        Json::Number(number) => {
            number.as_u64().map(Some).ok_or_else(|| unfit(answer, pointer, &Json::Number(number.clone()), "a count"))
        }
        Json::String(text) => {
            text.trim().parse().map(Some).map_err(|_| unfit(answer, pointer, &Json::String(text.clone()), "a count"))
        }
        other => Err(unfit(answer, pointer, other, "a count")),
    }
}

/// The value is there but is of the wrong kind.
pub(super) fn unfit(answer: &Answer, pointer: &str, found: &Json, expected: &str) -> Error {
    let mut found = found.to_string();
    if let Some((cut, _)) = found.char_indices().nth(80) {
        found.truncate(cut);
    }
    Error::source(format!("the answer of {} has `{found}` at `{pointer}` instead of {expected}", shown(answer)))
}

fn shown(answer: &Answer) -> String {
    crate::http::shown(&answer.url)
}
