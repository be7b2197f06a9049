//! Users by page number, with the number of pages.

use super::Api;
use super::params::Params;
use super::user_list::{SHARED, Wish, slice};
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "users; pages count from 1 to total_pages; per_page 1 to 50, 10 by default",
    paths: &["GET /pagination/page_number?order_by&order_type&updated_since&per_page&page"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["pagination", "page_number"] => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &[&SHARED[..], &["per_page", "page"]].concat())?;
    let per_page = params.number("per_page", 10, 1..=50)?;
    let page = params.number("page", 1, 1..=usize::MAX)?;
    let users = Wish::of(&params)?.users(world);
    let body = json!({
        "data": slice(&users, (page - 1).saturating_mul(per_page), per_page),
        "page": page,
        "page_size": per_page,
        "total_pages": users.len().div_ceil(per_page),
        "total_items": users.len(),
    });
    Ok(Reply::page(body, "/data", Next::Nowhere))
}
