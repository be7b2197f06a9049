//! Issues of any repository (in the manner of GitHub): a bare JSON array, the other pages in the header `Link` (RFC 8288).

use super::Api;
use super::params::{Params, url};
use crate::data::issue;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "issues, a bare array; Link holds first, prev, next and last; open ones, newest first unless asked otherwise; \
            since is included; per_page 1 to 100, 30 by default",
    paths: &["GET /repos/{owner}/{repository}/issues?state&sort&direction&since&per_page&page"],
    answer: |world, request| match request.route() {
        ("GET", path) if path.len() == 4 && path[0] == "repos" && path[3] == "issues" => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &["since", "state", "sort", "direction", "per_page", "page"])?;
    let per_page = params.number("per_page", 30, 1..=100)?;
    let page = params.number("page", 1, 1..=usize::MAX)?;
    let state = params.one_of("state", &["open", "closed", "all"])?;
    let sort = params.one_of("sort", &["created", "updated"])?;
    let direction = params.one_of("direction", &["desc", "asc"])?;
    let since = params.lenient_instant("since")?;
    let mut issues = issue::issues(world.step);
    issues.retain(|issue| state == "all" || issue.state == state);
    issues.retain(|issue| since.is_none_or(|since| issue.updated_at >= since));
    if sort == "updated" {
        issues.sort_by_key(|issue| issue.updated_at);
    }
    if direction == "desc" {
        issues.reverse();
    }
    let pages = issues.len().div_ceil(per_page).max(1);
    let rows: Vec<_> = issues.iter().skip((page - 1).saturating_mul(per_page)).take(per_page).collect();
    let link = |page: usize, relation: &str| {
        let words = [("state", state), ("sort", sort), ("direction", direction)];
        let mut query: Vec<_> = words.map(|(name, word)| (name, word.to_owned())).into();
        query.push(("per_page", per_page.to_string()));
        query.extend(params.text("since").map(|since| ("since", since.to_owned())));
        query.push(("page", page.to_string()));
        format!("<{}>; rel=\"{relation}\"", url(request, &request.path, &query))
    };
    let mut links = Vec::new();
    if page > 1 {
        links.extend([link(1, "first"), link(page - 1, "prev")]);
    }
    if page < pages {
        links.extend([link(page + 1, "next"), link(pages, "last")]);
    }
    let reply = Reply::page(json!(rows), "", Next::Link);
    Ok(if links.is_empty() { reply } else { reply.with_header("link", links.join(", ")) })
}
