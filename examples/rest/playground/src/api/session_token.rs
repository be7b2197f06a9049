//! Twenty users behind a session: a login gives a token, which grows old.

use super::Api;
use super::http_auth::first_twenty;
use super::params::Params;
use crate::credentials::{PASSWORD, USERNAME};
use crate::server::{Answer, Reply, Request};
use crate::world::World;
use serde_json::{Value, json};

pub(crate) const API: Api = Api {
    about: "log in with {username, password} for {token, expires_in}, then `Authorization: Token …`",
    paths: &["POST /auth/session_token/login", "GET /auth/session_token/data"],
    answer: |world, request| match request.route() {
        ("POST", path) if path == ["auth", "session_token", "login"] => Some(login(world, request)),
        ("GET", path) if path == ["auth", "session_token", "data"] => Some(data(world, request)),
        _ => None,
    },
};

fn login(world: &mut World, request: &Request) -> Answer {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let (Some(username), Some(password)) = (body["username"].as_str(), body["password"].as_str()) else {
        return Err(Reply::error(400, "username and password are required, as JSON"));
    };
    if (username, password) != (USERNAME, PASSWORD) {
        return Err(Reply::error(401, "wrong username or password"));
    }
    let (token, seconds) = world.tokens.make("session", world.clock.now(), 3600);
    Ok(Reply::json(200, json!({ "token": token, "expires_in": seconds })))
}

fn data(world: &mut World, request: &Request) -> Answer {
    Params::of(request, &[])?;
    let token = request.header("authorization").and_then(|header| header.strip_prefix("Token "));
    let Some(token) = token else {
        return Err(Reply::error(400, "the header `Authorization: Token …` is required"));
    };
    if !world.tokens.spend("session", token, world.clock.now()) {
        return Err(Reply::error(401, "the token is wrong or has expired"));
    }
    Ok(first_twenty(world))
}
