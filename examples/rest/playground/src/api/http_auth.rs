//! The first twenty users behind HTTP basic, a bearer token or an API key; a wrong credential answers a web page.

use super::Api;
use super::params::Params;
use crate::credentials::{API_KEY, BEARER_TOKEN, PASSWORD, USERNAME};
use crate::server::{Answer, Next, Reply, Request};
use crate::world::World;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "20 users; `Authorization: Basic …`, `Bearer …`, `apiKey …`; else 401 with HTML",
    paths: &["GET /auth/http_basic", "GET /auth/http_bearer", "GET /auth/api_key"],
    answer: |world, request| match request.route() {
        ("GET", path) if path == ["auth", "http_basic"] => {
            let pair = BASE64_STANDARD.encode(format!("{USERNAME}:{PASSWORD}"));
            Some(guarded(world, request, "Basic", &pair))
        }
        ("GET", path) if path == ["auth", "http_bearer"] => Some(guarded(world, request, "Bearer", BEARER_TOKEN)),
        ("GET", path) if path == ["auth", "api_key"] => Some(guarded(world, request, "apiKey", API_KEY)),
        _ => None,
    },
};

fn guarded(world: &World, request: &Request, scheme: &str, credential: &str) -> Answer {
    Params::of(request, &[])?;
    // The names of schemes have no case.
    let given = request.header("authorization").and_then(|header| header.split_once(' '));
    match given {
        Some((word, given)) if word.eq_ignore_ascii_case(scheme) && given.trim() == credential => {
            Ok(first_twenty(world))
        }
        _ => {
            let scheme = if scheme == "apiKey" { "ApiKey" } else { scheme };
            let challenge = format!("{scheme} realm=\"playground\"");
            Err(Box::new(Reply::html(401, "Unauthorized").with_header("www-authenticate", challenge)))
        }
    }
}

/// The first twenty users.
pub(crate) fn first_twenty(world: &World) -> Reply {
    let users = &world.users[..world.users.len().min(20)];
    Reply::page(json!({ "data": users }), "/data", Next::Nowhere)
}
