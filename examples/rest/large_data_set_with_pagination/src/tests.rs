//! Every page is read, a short last one included.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Playground, Request, Response};

use super::PokeApi;

/// 230 names, as the real API shows them.
fn answer(request: &Request) -> Response {
    let number = |name| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (offset, limit) = (number("offset").unwrap_or(0), number("limit").unwrap_or(20));
    let host = request.header("host").unwrap_or_default();
    let address = |offset: usize| format!("http://{host}/pokemon?offset={offset}&limit={limit}");
    let end = (offset + limit).min(230);
    let results: Vec<_> = (offset..end)
        .map(|n| json!({ "name": format!("pokemon-{n}"), "url": format!("http://{host}/pokemon/{n}/") }))
        .collect();
    let next = (end < 230).then(|| address(end));
    let previous = (offset > 0).then(|| address(offset.saturating_sub(limit)));
    Response::json(&json!({ "count": 230, "next": next, "previous": previous, "results": results }))
}

#[test]
fn every_page_is_read() {
    let mut sandbox = Sandbox::of::<PokeApi>().configure(json!({ "base_url": Playground::serve(answer) }));
    assert_eq!(sandbox.sync().unwrap().rows, 230);
    assert_eq!(sandbox.rows("pokemon").len(), 230);
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    Sandbox::of::<PokeApi>().configure(json!({ "base_url": Playground::serve(answer) })).survives_every_crash();
}
