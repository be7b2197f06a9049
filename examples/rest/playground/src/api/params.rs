//! Query parameters, checked as strictly as these APIs do: an unknown one is refused.

use crate::data::time;
use crate::server::{Reply, Request};
use chrono::{DateTime, Utc};
use std::ops::RangeInclusive;

/// The parameters of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Params<'a> {
    request: &'a Request,
}

impl<'a> Params<'a> {
    /// Takes the parameters of a request that may have only those `allowed`.
    pub(crate) fn of(request: &'a Request, allowed: &[&str]) -> Result<Params<'a>, Box<Reply>> {
        let unknown = request.query.iter().map(|(name, _)| name.as_str()).filter(|name| !allowed.contains(name));
        let unknown: Vec<&str> = unknown.collect();
        if unknown.is_empty() {
            Ok(Params { request })
        } else {
            Err(Reply::error(400, format!("Unexpected query parameters: {}", unknown.join(", "))))
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.request.param(name)
    }

    pub(crate) fn number(&self, name: &str, default: usize, range: RangeInclusive<usize>) -> Result<usize, Box<Reply>> {
        let Some(text) = self.text(name) else { return Ok(default) };
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let (least, most) = (range.start(), range.end());
            let wanted =
                if *most == usize::MAX { format!("at least {least}") } else { format!("from {least} to {most}") };
            Reply::error(400, format!("`{name}` must be a whole number {wanted}, not `{text}`"))
        })
    }

    pub(crate) fn one_of(&self, name: &str, words: &[&'static str]) -> Result<&'static str, Box<Reply>> {
        let Some(text) = self.text(name) else { return Ok(words[0]) };
        let word = words.iter().find(|word| **word == text);
        word.copied()
            .ok_or_else(|| Reply::error(400, format!("`{name}` must be one of {}, not `{text}`", words.join(", "))))
    }

    /// An instant written `YYYY-MM-DDTHH:MM:SSZ`.
    pub(crate) fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, Box<Reply>> {
        self.instant_by(name, time::strict, "like 2026-01-31T12:00:00Z")
    }

    /// An instant or a date in any of the usual notations.
    pub(crate) fn lenient_instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, Box<Reply>> {
        self.instant_by(name, time::lenient, "a date or an instant, as in ISO 8601")
    }

    fn instant_by(
        &self,
        name: &str,
        parse: fn(&str) -> Option<DateTime<Utc>>,
        wanted: &str,
    ) -> Result<Option<DateTime<Utc>>, Box<Reply>> {
        let parsed = self.text(name).map(|text| {
            parse(text).ok_or_else(|| Reply::error(400, format!("`{name}` must be {wanted}, not `{text}`")))
        });
        parsed.transpose()
    }
}

/// A URL with a query.
pub(crate) fn url(request: &Request, path: &str, query: &[(&str, String)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{path}{mark}{query}", request.base_url())
}
