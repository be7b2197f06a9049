//! Users by offset and limit, with the total.

use super::Api;
use super::params::Params;
use super::user_list::{SHARED, Wish, slice};
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "users; offset counts from 0; limit 1 to 50, 10 by default",
    paths: &["GET /pagination/offset?order_by&order_type&updated_since&limit&offset"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["pagination", "offset"] => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &[&SHARED[..], &["limit", "offset"]].concat())?;
    let limit = params.number("limit", 10, 1..=50)?;
    let offset = params.number("offset", 0, 0..=usize::MAX)?;
    let users = Wish::of(&params)?.users(world);
    let body = json!({
        "data": slice(&users, offset, request.page_size(limit)),
        "offset": offset,
        "limit": limit,
        "total": users.len(),
    });
    Ok(Reply::page(body, "/data", Next::Nowhere))
}
