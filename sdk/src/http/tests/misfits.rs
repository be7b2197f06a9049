//! Answers that are not what they should be, and what is said of them.

use serde::Deserialize;

use super::client;
use super::server::{Server, answer, cut_short, json};
use crate::error::{Error, ErrorKind};
use crate::row::Decimal;
use crate::secret::Secret;

#[derive(Debug, PartialEq, Deserialize)]
struct Order {
    id: i64,
    total: Option<Decimal>,
}

async fn error(answer: Vec<u8>) -> (Error, String) {
    let server = Server::script(vec![answer]);
    let error = client(&server).build().get("orders").records::<Order>("/items").await.unwrap_err();
    let text = error.to_string().replace(&server.url, "http://shop");
    (error, text)
}

#[tokio::test]
async fn numbers_lose_nothing() {
    let body = r#"{"items": [{"id": 9223372036854775807, "total": 12345678901234567890123456789.012345678}]}"#;
    let server = Server::script(vec![json(body)]);
    let rows = client(&server).build().get("orders").records::<Order>("/items").await.unwrap();
    let total = "12345678901234567890123456789.012345678".parse().unwrap();
    assert_eq!(rows, [Order { id: i64::MAX, total: Some(total) }]);
}

#[tokio::test]
async fn every_misfit_is_named() {
    let html = answer(200, &[("content-type", "text/html")], "<html><body>Please log in</body></html>");
    for (answer, expected) in [
        (html, "GET http://shop/orders answered 200 OK with HTML instead of JSON, beginning with `<html>"),
        (answer(200, &[], ""), "GET http://shop/orders answered 200 OK with nothing where JSON was expected"),
        (
            answer(200, &[("content-type", "text/plain")], "hello"),
            "answered 200 OK with content of type `text/plain` instead of JSON, beginning with `hello`",
        ),
        (json("{nonsense"), "answered 200 OK with something that is no JSON: key must be a string"),
        (json(r#"{"items": [{"id": 1}"#), "answered 200 OK with JSON that was cut short after 20 bytes"),
        (
            json(r#"{"error": "no"}"#),
            "answered 200 OK with JSON without anything at `/items`, beginning with `{\"error\": \"no\"}`",
        ),
        (
            json(r#"{"items": [{"id": 1}, {"id": "x"}]}"#),
            "answered 200 OK with a row that does not fit its struct (row 2): invalid type: string \"x\", expected i64",
        ),
        (
            answer(200, &[("content-type", "application/json")], b"{\"items\": [\"\xff\"]}"),
            "answered 200 OK with text that is not UTF-8 from byte 12 on",
        ),
    ] {
        let (_, text) = error(answer).await;
        assert!(text.contains(expected), "{text}\nshould say\n{expected}");
    }
}

#[tokio::test]
async fn a_cut_is_transient_and_a_misfit_is_the_source_s() {
    assert_eq!(error(json("{\"items\": [")).await.0.kind(), ErrorKind::Transient);
    assert_eq!(error(json("{}")).await.0.kind(), ErrorKind::Source);
}

#[tokio::test]
async fn errors_show_no_secrets() {
    let token = Secret::new("misfit-secret-token");
    let server = Server::start(|seen, _| answer(400, &[], format!("bad header {:?}", seen.header("authorization"))));
    let client = client(&server).auth(crate::auth::bearer(token)).build();
    let request = client.get("x").query("api_key", "plain-key").query("q", Secret::new("misfit query secret"));
    let text = request.send().await.unwrap_err().to_string();
    assert!(text.contains("api_key=***&q=*** answered 400"), "{text}");
    assert!(!text.contains("misfit") && !text.contains("plain-key"), "{text}");
}

#[tokio::test]
async fn a_body_larger_than_allowed_is_refused() {
    let server = Server::script(vec![json("[1, 2, 3, 4, 5]")]);
    let error = client(&server).longest_body(8).build().get("x").records::<i64>("").await.unwrap_err();
    assert!(error.to_string().contains("more than 8 bytes; ask for smaller pages"), "{error}");
}

#[tokio::test]
async fn a_pointer_without_a_slash_is_a_bug() {
    let server = Server::script(vec![json("{\"items\": []}")]);
    let error = client(&server).build().get("x").records::<i64>("items").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string()),
        (ErrorKind::Bug, "`items` is no JSON pointer; write `/items`".to_owned())
    );
}

#[tokio::test]
async fn compressed_bodies_are_read() {
    // `[1,2]` as gzip.
    let body = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x8b, 0x36, 0xd4, 0x31, 0x8a, 0x05, 0x00, 0xbf,
        0x50, 0x8b, 0x08, 0x05, 0x00, 0x00, 0x00,
    ];
    let server = Server::script(vec![answer(200, &[("content-encoding", "gzip")], body)]);
    let rows = client(&server).build().get("x").records::<i64>("").await.unwrap();
    assert_eq!(rows, [1, 2]);
}

#[tokio::test]
async fn bodies_compressed_with_zstd_are_read() {
    // `[1,2]` in one raw block.
    let body = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x05, 0x29, 0x00, 0x00, b'[', b'1', b',', b'2', b']'];
    let server = Server::script(vec![answer(200, &[("content-encoding", "zstd")], body)]);
    let rows = client(&server).build().get("x").records::<i64>("").await.unwrap();
    assert_eq!(rows, [1, 2]);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_told_with_its_beginning() {
    Secret::new("secret-before-the-break");
    let server = Server::script(vec![cut_short(r#"{"items": [{"id": 1, "by": "secret-before-the-break"}"#)]);
    let client = client(&server).retry(crate::http::Retry::default().attempts(1)).build();
    let error = client.get("orders").query("api_key", "x").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    let text = error.to_string().replace(&server.url, "http://shop");
    let expected = "GET http://shop/orders?api_key=*** answered 200 OK with a body that was cut short: ";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains(r#", beginning with `{"items": [{"id": 1, "by": "***"}`; 1 attempts"#), "{text}");
}
