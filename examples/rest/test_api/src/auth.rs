//! Who may come in. The credentials are those of the examples' `configuration.json`.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use crate::server::{Request, Response};

const USERNAME: &str = "playground";
const PASSWORD: &str = "swings & slidés";
const TOKEN: &str = "playground-bearer-token";
const API_KEY: &str = "playground-api-key";
const REFRESH_TOKEN: &str = "playground-refresh-token-0";

/// The tokens that were given out and are good.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    tokens: HashSet<String>,
}

impl Sessions {
    fn issue(&mut self) -> String {
        let token = format!("playground-session-{}", self.tokens.len() + 1);
        self.tokens.insert(token.clone());
        token
    }
}

/// Refused the way that real servers do it: with a page for people.
fn refused() -> Response {
    Response::text("text/html", "<!doctype html><title>401</title><h1>Unauthorized</h1>").status(401)
}

/// Whether the request may see `/auth/<kind>`; else the refusal.
pub(crate) fn check(request: &Request, kind: &str) -> Result<(), Response> {
    let given = request.header("authorization").unwrap_or_default();
    let expected = match kind {
        "http_basic" => format!("Basic {}", STANDARD.encode(format!("{USERNAME}:{PASSWORD}"))),
        "http_bearer" => format!("Bearer {TOKEN}"),
        _ => format!("apiKey {API_KEY}"),
    };
    if given == expected { Ok(()) } else { Err(refused()) }
}

pub(crate) fn log_in(sessions: &mut Sessions, request: &Request) -> Response {
    let body: Json = serde_json::from_str(&request.body).unwrap_or_default();
    let (Some(username), Some(password)) = (body["username"].as_str(), body["password"].as_str()) else {
        return Response::json(&json!({ "error": "username and password are required" })).status(400);
    };
    if (username, password) != (USERNAME, PASSWORD) {
        return Response::json(&json!({ "error": "Invalid credentials" })).status(401);
    }
    Response::json(&json!({ "token": sessions.issue(), "expires_in": 3600 }))
}

/// Whether the request carries a token that was given out.
pub(crate) fn check_session(sessions: &Sessions, request: &Request, scheme: &str) -> Result<(), Response> {
    let token = request.header("authorization").and_then(|header| header.strip_prefix(scheme));
    match token {
        None => Err(Response::json(&json!({ "error": "Token missing" })).status(400)),
        Some(token) if sessions.tokens.contains(token.trim()) => Ok(()),
        Some(_) => Err(Response::json(&json!({ "error": "Token expired" })).status(401)),
    }
}

/// OAuth2 with a refresh token, all in the query.
pub(crate) fn refresh(sessions: &mut Sessions, request: &Request) -> Response {
    let good = request.parameter("grant_type") == Some("refresh_token")
        && request.parameter("client_id") == Some("playground-client")
        && request.parameter("client_secret") == Some("playground-client-secret")
        && request.parameter("refresh_token") == Some(REFRESH_TOKEN);
    if !good {
        return Response::json(
            &json!({ "status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token" }),
        )
        .status(400);
    }
    Response::json(&json!({ "access_token": sessions.issue(), "expires_in": 1800, "token_type": "bearer" }))
}
