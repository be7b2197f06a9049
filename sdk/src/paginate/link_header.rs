//! The address of the next page in the header `Link` (RFC 8288).

use super::next_url::absolute;
use super::{Paginate, Step};
use crate::error::Result;
use crate::http::{Answer, Edit};

/// Pages by `Link: <address>; rel="next"`. The last page has no such link.
pub fn link_header() -> LinkHeaderPages {
    LinkHeaderPages { rel: "next".to_owned() }
}

/// See [`link_header`].
#[derive(Debug, Clone)]
pub struct LinkHeaderPages {
    rel: String,
}

impl LinkHeaderPages {
    /// Sets the link's relation; `next` unless set.
    pub fn rel(mut self, relation: impl Into<String>) -> Self {
        self.rel = relation.into();
        self
    }
}

impl Paginate for LinkHeaderPages {
    type Page = Self;

    fn first(&mut self) -> Result<Step> {
        Ok(Step::Page(Vec::new()))
    }

    fn next(&mut self, answer: &Answer) -> Result<Step> {
        let headers = answer.headers.get_all("link").iter().filter_map(|header| header.to_str().ok());
        let link = headers.flat_map(links).find(|(_, relations)| {
            relations.split_whitespace().any(|relation| relation.eq_ignore_ascii_case(&self.rel))
        });
        Ok(link.map_or(Step::Done, |(url, _)| Step::Page(vec![Edit::Url(absolute(answer, &url))])))
    }
}

/// The addresses of a header, each with its relations. Addresses and quoted texts may hold commas and semicolons.
fn links(header: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((url, after)) = after.split_once('>') else { break };
        let end = outside_quotes(after, ',');
        let relations = split_outside_quotes(&after[..end], ';').into_iter().find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("rel").then(|| value.trim().trim_matches('"').to_owned())
        });
        links.push((url.trim().to_owned(), relations.unwrap_or_default()));
        rest = &after[end..];
    }
    links
}

fn outside_quotes(text: &str, wanted: char) -> usize {
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            c if c == wanted && !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

fn split_outside_quotes(mut text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    loop {
        let end = outside_quotes(text, separator);
        parts.push(&text[..end]);
        match text.get(end + separator.len_utf8()..) {
            Some(rest) => text = rest,
            None => return parts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_are_read_with_all_that_the_rfc_allows() {
        let header = r#"<https://a/?x=1,2;3>; title="a, <b>; rel=no"; rel="prev next", </b> ;REL=last,<c>"#;
        let expected = [("https://a/?x=1,2;3", "prev next"), ("/b", "last"), ("c", "")];
        assert_eq!(links(header), expected.map(|(url, rel)| (url.to_owned(), rel.to_owned())));
        assert!(links("nonsense").is_empty());
    }
}
