//! Users by page, where each page names the URL of the next.

use super::Api;
use super::params::{Params, url};
use super::user_list::{SHARED, Wish, slice};
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "users; next_page_url is a whole URL, or null on the last page; per_page 1 to 50, 10 by default",
    paths: &["GET /pagination/next_page_url?order_by&order_type&updated_since&per_page&page"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["pagination", "next_page_url"] => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &[&SHARED[..], &["per_page", "page"]].concat())?;
    let wish = Wish::of(&params)?;
    let per_page = params.number("per_page", 10, 1..=50)?;
    let page = params.number("page", 1, 1..=usize::MAX)?;
    let users = wish.users(world);
    let mut query = vec![("order_by", wish.order_by.to_owned()), ("order_type", wish.order_type.to_owned())];
    query.extend([("per_page", per_page.to_string()), ("page", (page + 1).to_string())]);
    query.extend(params.text("updated_since").map(|since| ("updated_since", since.to_owned())));
    let next = (page.saturating_mul(per_page) < users.len()).then(|| url(request, &request.path, &query));
    let body = json!({
        "data": slice(&users, (page - 1).saturating_mul(per_page), per_page),
        "total_items": users.len(),
        "page": page,
        "per_page": per_page,
        "next_page_url": next,
    });
    Ok(Reply::page(body, "/data", Next::Body("/next_page_url")))
}
