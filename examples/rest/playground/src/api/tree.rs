//! Many parents with many pages of children, to try out concurrency.

use super::Api;
use super::params::Params;
use crate::data::tree::{PAGE_SIZE, PAGES, PARENTS, children, parents};
use crate::server::{Answer, Next, Reply, Request};
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "200 parents with 10 pages of 5 children each",
    paths: &["GET /tree/parents", "GET /tree/parents/{id}/children?page"],
    answer: |_, request| match request.route() {
        ("GET", path) if path == ["tree", "parents"] => {
            Some(Ok(Reply::page(json!({ "data": parents() }), "/data", Next::Nowhere)))
        }
        ("GET", path) if path.len() == 4 && path[..2] == ["tree", "parents"] && path[3] == "children" => {
            Some(page(request, path[2]))
        }
        _ => None,
    },
};

fn page(request: &Request, parent: &str) -> Answer {
    let page = Params::of(request, &["page"])?.number("page", 1, 1..=usize::MAX)?;
    let id = parent.parse().ok().filter(|id| (1..=PARENTS).contains(id));
    let id = id.ok_or_else(|| Reply::error(404, format!("there is no parent {parent}")))?;
    let children = children(id);
    let rows: Vec<_> = children.chunks(PAGE_SIZE as usize).nth(page - 1).unwrap_or_default().to_vec();
    let body = json!({ "data": rows, "page": page, "total_pages": PAGES });
    Ok(Reply::page(body, "/data", Next::Nowhere))
}
