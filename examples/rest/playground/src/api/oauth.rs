//! The OAuth2 token endpoint: refresh tokens and client credentials, in the query or in a form.

use super::Api;
use crate::credentials::{CLIENT_ID, CLIENT_SECRET};
use crate::server::{Answer, Reply, Request};
use crate::world::World;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use std::collections::HashMap;

pub(crate) const API: Api = Api {
    about: "grant_type refresh_token or client_credentials, parameters in the query or a form; also basic for the client",
    paths: &["POST /oauth/v1/token", "POST /oauth2/token"],
    answer: |world, request| match request.route() {
        ("POST", path) if path == ["oauth", "v1", "token"] || path == ["oauth2", "token"] => {
            Some(token(world, request))
        }
        _ => None,
    },
};

fn token(world: &mut World, request: &Request) -> Answer {
    let mut fields: HashMap<String, String> = request.query.iter().cloned().collect();
    fields.extend(form_urlencoded::parse(&request.body).into_owned());
    let field = |name: &str| fields.get(name).map(String::as_str);
    let basic = request.header("authorization").and_then(|header| header.strip_prefix("Basic "));
    let by_header = basic == Some(BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}")).as_str());
    let by_fields = (field("client_id"), field("client_secret")) == (Some(CLIENT_ID), Some(CLIENT_SECRET));
    if !by_header && !by_fields {
        return Err(refused(401, "BAD_CLIENT_ID", "invalid_client", "missing or unknown client"));
    }
    let rotated = match field("grant_type") {
        Some("client_credentials") => None,
        Some("refresh_token") => match world.tokens.refresh(field("refresh_token").unwrap_or_default()) {
            Some(rotated) => rotated,
            None => return Err(refused(400, "BAD_REFRESH_TOKEN", "invalid_grant", "missing or unknown refresh token")),
        },
        _ => return Err(refused(400, "BAD_GRANT_TYPE", "unsupported_grant_type", "missing or unknown grant type")),
    };
    let (token, seconds) = world.tokens.make("access", world.clock.now(), 1800);
    let mut body = json!({ "token_type": "bearer", "access_token": token, "expires_in": seconds });
    if let Some(refresh_token) = rotated {
        body["refresh_token"] = json!(refresh_token);
    }
    Ok(Reply::json(200, body))
}

fn refused(http: u16, status: &str, error: &str, message: &str) -> Box<Reply> {
    Box::new(Reply::json(http, json!({ "status": status, "error": error, "message": message })))
}
