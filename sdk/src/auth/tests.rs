//! Every kind of authentication against a server of its own.

use std::sync::{Arc, Mutex};

use super::*;
use crate::error::ErrorKind;
use crate::http::Client;
use crate::http::tests::server::{Server, answer, json};
use crate::secret::Secret;

fn secret(text: &str) -> Secret {
    Secret::new(text)
}

/// What one request with this authentication looks like.
async fn sent(auth: impl Auth) -> crate::http::tests::server::Seen {
    let server = Server::script(vec![json("{}")]);
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    client.get("x").query("a", 1).header("cookie", "a=1").send().await.unwrap();
    server.seen().remove(0)
}

#[tokio::test]
async fn keys_go_where_they_belong() {
    let header = |seen: &crate::http::tests::server::Seen, name: &str| seen.header(name).unwrap_or_default().to_owned();
    assert_eq!(header(&sent(api_key(secret("key-in-header"))).await, "x-api-key"), "key-in-header");
    let own = api_key(secret("key-of-my-own")).header("Authorization").prefix("apiKey ");
    assert_eq!(header(&sent(own).await, "authorization"), "apiKey key-of-my-own");
    assert_eq!(sent(api_key(secret("key in query")).query("access_key")).await.path, "/x?a=1&access_key=key+in+query");
    assert_eq!(header(&sent(api_key(secret("key-in-cookie")).cookie("sid")).await, "cookie"), "a=1; sid=key-in-cookie");
    assert_eq!(sent(api_key(secret("key-in-body")).body("key")).await.body, r#"{"key":"key-in-body"}"#);
    assert_eq!(header(&sent(bearer(secret("bearer-token"))).await, "authorization"), "Bearer bearer-token");
    let seen = sent(basic("Aladdin", secret("öpen:sesame"))).await;
    assert_eq!(header(&seen, "authorization"), "Basic QWxhZGRpbjrDtnBlbjpzZXNhbWU=");
}

#[tokio::test]
async fn a_key_that_cannot_be_a_header_is_a_mistake_of_the_configuration() {
    let client = Client::builder().base_url("http://127.0.0.1:1").auth(bearer(secret("two\nlines"))).build();
    let error = client.get("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(!error.to_string().contains("two"), "{error}");
}

/// A source whose tokens are good for a number of requests, and its token endpoint.
fn source(uses: usize) -> Server {
    let left = Mutex::new((0_usize, 0_usize));
    Server::start(move |seen, _| {
        let mut left = left.lock().unwrap();
        if seen.path.starts_with("/token") {
            *left = (left.0 + 1, uses);
            return json(&format!(
                r#"{{"access_token": "issued-token-{}", "token": "issued-token-{}"}}"#,
                left.0, left.0
            ));
        }
        let good = seen.header("authorization") == Some(&format!("Bearer issued-token-{}", left.0));
        if !good || left.1 == 0 {
            return answer(401, &[], "expired");
        }
        left.1 -= 1;
        json("[1]")
    })
}

fn token_requests(server: &Server) -> usize {
    server.seen().iter().filter(|seen| seen.path.starts_with("/token")).count()
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_however_many_wait() {
    let server = source(10);
    let auth = client_credentials("id", secret("client-secret-1")).token_url("token").scope("read all");
    let client = Arc::new(Client::builder().base_url(&server.url).auth(auth).build());
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get("x").records::<i64>("").await.unwrap() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), [1]);
    }
    assert_eq!(token_requests(&server), 1);
    client.get("x").records::<i64>("").await.unwrap();
    assert_eq!(token_requests(&server), 2);
    let request = server.seen().into_iter().find(|seen| seen.path == "/token").unwrap();
    assert_eq!(request.body, "grant_type=client_credentials&client_id=id&client_secret=client-secret-1&scope=read+all");
}

#[tokio::test]
async fn a_source_that_refuses_the_new_token_too_is_an_error() {
    let server = source(0);
    let auth = client_credentials("id", secret("client-secret-2")).token_url("token");
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    let error = client.get("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(token_requests(&server), 2);
}

#[tokio::test]
async fn credentials_go_where_the_token_endpoint_wants_them() {
    let server = source(1);
    let auth = client_credentials("id", secret("client-secret-3")).token_url("token");
    let send = async |auth| Client::builder().base_url(&server.url).auth(auth).build().get("x").send().await.unwrap();
    send(auth.with_basic()).await;
    let auth = refresh_token("id", secret("client-secret-3"), secret("refresh-token-3")).token_url("token?x=1");
    send(auth.in_query()).await;
    let tokens: Vec<_> = server.seen().into_iter().filter(|seen| seen.path.starts_with("/token")).collect();
    assert_eq!(tokens[0].body, "grant_type=client_credentials");
    assert_eq!(tokens[0].header("authorization"), Some("Basic aWQ6Y2xpZW50LXNlY3JldC0z"));
    assert_eq!(
        tokens[1].path,
        "/token?x=1&grant_type=refresh_token&refresh_token=refresh-token-3&client_id=id&client_secret=client-secret-3"
    );
}

#[tokio::test]
async fn a_replaced_refresh_token_is_kept_and_used() {
    let server = Server::start(|seen, before| match seen.path == "/token" {
        true if before == 0 => {
            json(r#"{"access_token": "access-a", "expires_in": "0", "refresh_token": "refresh-second"}"#)
        }
        true => json(r#"{"access_token": "access-b", "expires_in": 3600, "refresh_token": "refresh-second"}"#),
        false => json("{}"),
    });
    let kept = Arc::new(Mutex::new(Vec::new()));
    let keep = kept.clone();
    let auth = refresh_token("id", secret("client-secret-4"), secret("refresh-first")).token_url("token");
    let auth = auth.on_rotation(move |token| {
        keep.lock().unwrap().push(token.expose().to_owned());
        Ok(())
    });
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    client.get("x").send().await.unwrap();
    client.get("y").send().await.unwrap();
    let seen = server.seen();
    assert!(seen[0].body.contains("refresh_token=refresh-first"));
    assert_eq!(seen[1].header("authorization"), Some("Bearer access-a"));
    assert!(seen[2].body.contains("refresh_token=refresh-second"));
    assert_eq!(seen[3].header("authorization"), Some("Bearer access-b"));
    assert_eq!(*kept.lock().unwrap(), ["refresh-second"]);
}

#[tokio::test]
async fn a_refused_refresh_token_says_so_and_shows_nothing() {
    let body = r#"{"status": "BAD_REFRESH_TOKEN", "refresh_token": "shown by the server"}"#;
    let server = Server::start(move |_, _| answer(400, &[], body));
    let auth = refresh_token("id", secret("client-secret-5"), secret("refresh-token-5")).token_url("token");
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    let error = client.get("x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let text = error.to_string();
    assert!(text.contains("a new token was refused") && text.contains("BAD_REFRESH_TOKEN"), "{text}");
    assert!(!text.contains("shown by the server") && !text.contains("token-5"), "{text}");
}

#[tokio::test]
async fn a_session_logs_in_once_and_again_when_refused() {
    let server = source(2);
    let auth = session_token("me", secret("session-password")).login("token");
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    for _ in 0..3 {
        assert_eq!(client.get("x").records::<i64>("").await.unwrap(), [1]);
    }
    assert_eq!(token_requests(&server), 2);
    assert_eq!(server.seen()[0].body, r#"{"password":"session-password","username":"me"}"#);
}

#[tokio::test]
async fn a_login_without_a_token_is_an_error() {
    let server = Server::script(vec![json(r#"{"tokken": "x"}"#)]);
    let auth = session_token("me", secret("session-password")).login("token");
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    let error = client.get("x").send().await.unwrap_err().to_string();
    assert!(error.contains("answered without a token at `/token`"), "{error}");
}

#[test]
fn nothing_that_holds_a_secret_prints_it() {
    let shown = [
        format!("{:?}", api_key(secret("printed-secret"))),
        format!("{:?}", basic("me", secret("printed-secret"))),
        format!("{:?}", bearer(secret("printed-secret"))),
        format!("{:?}", client_credentials("me", secret("printed-secret"))),
        format!("{:?}", refresh_token("me", secret("printed-secret"), secret("printed-secret"))),
        format!("{:?}", session_token("me", secret("printed-secret"))),
        format!("{:?}", jwt_assertion("me", secret("printed-secret"))),
        format!("{:?}", aws_sigv4("me", secret("printed-secret"))),
    ];
    for text in shown {
        assert!(!text.contains("printed") && !text.contains("cHJpbnRlZ"), "{text}");
    }
}
