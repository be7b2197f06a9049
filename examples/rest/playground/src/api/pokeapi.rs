//! Creatures by page (in the manner of PokeAPI): `next` is a whole URL, or null.

use super::Api;
use super::params::{Params, url};
use crate::data::pokemon::pokemons;
use crate::server::{Answer, Next, Reply, Request};
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "1302 creatures: {count, next, previous, results}; limit 20 by default, without an upper bound",
    paths: &["GET /api/v2/pokemon?offset&limit"],
    answer: |_, request| match request.route() {
        ("GET", path) if path == ["api", "v2", "pokemon"] => Some(page(request)),
        _ => None,
    },
};

fn page(request: &Request) -> Answer {
    let params = Params::of(request, &["offset", "limit"])?;
    let offset = params.number("offset", 0, 0..=usize::MAX)?;
    let limit = params.number("limit", 20, 1..=usize::MAX)?;
    let all = pokemons(&request.base_url());
    let size = request.page_size(limit);
    let at = |offset: usize| {
        url(request, "/api/v2/pokemon", &[("offset", offset.to_string()), ("limit", limit.to_string())])
    };
    let end = offset.saturating_add(size);
    let body = json!({
        "count": all.len(),
        "next": (end < all.len()).then(|| at(end)),
        "previous": (offset > 0).then(|| at(offset.saturating_sub(limit))),
        "results": all.iter().skip(offset).take(size).collect::<Vec<_>>(),
    });
    Ok(Reply::page(body, "/results", Next::Body("/next")))
}
