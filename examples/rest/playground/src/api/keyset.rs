//! Users after a key, fifty at a time, oldest change first.
//!
//! As in the API that this is modelled on, the first request includes its instant and each next one excludes it, so rows
//! that share the instant of a page's last row are skipped. At the start no two users share theirs; `tie(50)` makes two.

use super::Api;
use super::params::Params;
use super::user_list::slice;
use crate::data::time;
use crate::data::user::User;
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "users; either updated_since (included) or the scroll_param of the page before (excluded); 50 a page",
    paths: &["GET /pagination/keyset?updated_since|scroll_param"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["pagination", "keyset"] => Some(page(world, request)),
        _ => None,
    },
};

fn page(world: &World, request: &Request) -> Answer {
    let params = Params::of(request, &["updated_since", "scroll_param"])?;
    let since = params.instant("updated_since")?;
    let after = params.text("scroll_param").map(|token| {
        let text = BASE64_STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.and_then(|text| time::strict(&text)).ok_or_else(|| Reply::error(400, "`scroll_param` is not one of ours"))
    });
    let after = after.transpose()?;
    if since.is_some() && after.is_some() {
        return Err(Reply::error(400, "Give either `updated_since` or `scroll_param`, not both"));
    }
    let mut users: Vec<&User> = world.users.iter().collect();
    users.retain(|user| since.is_none_or(|since| user.updated_at >= since));
    users.retain(|user| after.is_none_or(|after| user.updated_at > after));
    users.sort_by_key(|user| user.updated_at);
    let size = request.page_size(50);
    let last = users.get(..size).and_then(<[&User]>::last).filter(|_| users.len() > size);
    let next = last.map(|user| BASE64_STANDARD.encode(user.updated_at.format("%Y-%m-%dT%H:%M:%SZ").to_string()));
    let body = json!({ "data": slice(&users, 0, size), "scroll_param": next });
    Ok(Reply::page(body, "/data", Next::Body("/scroll_param")))
}
