//! Users by scroll: an opaque token that is good until the scroll ends or expires, sent in the query or a JSON body.

use super::Api;
use super::params::Params;
use super::user_list::slice;
use crate::data::user::User;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "users; scroll_token is null when done, and answers 410 once it has expired; limit 1 to 100, 25 by default",
    paths: &["GET /pagination/scroll?limit&scroll_token", "POST /pagination/scroll {limit, scroll_token}"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["pagination", "scroll"] => Some(by_query(world, request)),
        ("POST", path) if path == ["pagination", "scroll"] => Some(by_body(world, request)),
        _ => None,
    },
};

fn by_query(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &["limit", "scroll_token"])?;
    page(world, request, params.number("limit", 25, 1..=100)?, params.text("scroll_token"))
}

fn by_body(world: &World, request: &Request) -> Answer {
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| Reply::error(400, "the body must be JSON"))?;
    let limit = body["limit"].as_u64().unwrap_or(25);
    if !(1..=100).contains(&limit) {
        return Err(Reply::error(400, "`limit` must be a whole number from 1 to 100"));
    }
    page(world, request, limit as usize, body["scroll_token"].as_str())
}

fn page(world: &World, request: &Request, limit: usize, token: Option<&str>) -> Answer {
    let (generation, pages, after) = match token {
        None => (world.tokens.scroll_generation, 0, i64::MIN),
        Some(token) => parts(token).ok_or_else(|| Reply::error(400, "`scroll_token` is not one of ours"))?,
    };
    if generation != world.tokens.scroll_generation {
        return Err(Reply::error(410, "The scroll has expired; start again without a token"));
    }
    // In the order in which they were created: those who change or go meanwhile leave everybody else's place as it is.
    let users: Vec<&User> = world.users.iter().filter(|user| user.created_at.timestamp() > after).collect();
    let size = request.page_size(limit);
    let after = users[..size.min(users.len())].last().map_or(after, |last| last.created_at.timestamp());
    // The count of pages makes each token another one, even after a page without rows.
    let token = || BASE64_STANDARD.encode(format!("scroll:{generation}:{}:{after}", pages + 1));
    let next = (size < users.len()).then(token);
    let body = json!({ "data": slice(&users, 0, size), "scroll_token": next });
    Ok(Reply::page(body, "/data", Next::Body("/scroll_token")))
}

/// The generation, the number of pages before, and when the last user of those was created.
fn parts(token: &str) -> Option<(u32, usize, i64)> {
    let text = String::from_utf8(BASE64_STANDARD.decode(token).ok()?).ok()?;
    let mut parts = text.strip_prefix("scroll:")?.split(':');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
