//! What lies between: proxies, and servers that stop in the middle.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use super::server::{Server, json};
use crate::error::ErrorKind;
use crate::http::{Client, Retry};

/// Set in the process that finds proxies in its environment.
const INSIDE: &str = "CONNECTOR_SDK_TEST_INSIDE";

#[test]
fn proxies_of_the_machine_are_used() {
    if std::env::var_os(INSIDE).is_some() {
        return inside();
    }
    let proxy = Server::script(vec![json("[1]")]);
    let run = |no_proxy: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "http::tests::surroundings::proxies_of_the_machine_are_used"]);
        for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY", "no_proxy"] {
            command.env_remove(name);
        }
        command.env(INSIDE, "1").env("HTTP_PROXY", &proxy.url).env("NO_PROXY", no_proxy);
        command.output().unwrap().status.success()
    };
    assert!(run(""), "the request did not go through the proxy");
    assert_eq!((proxy.seen().len(), proxy.seen()[0].path.as_str()), (1, "http://shop.invalid/x"));
    assert!(!run("shop.invalid"), "the request went through the proxy although its host is excepted");
    assert_eq!(proxy.seen().len(), 1);
}

fn inside() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::builder().base_url("http://shop.invalid").retry(Retry::default().attempts(1)).build();
    let rows = runtime.block_on(client.get("x").records::<i64>(""));
    assert_eq!(rows.unwrap(), [1]);
}

/// A server that says this and then nothing more.
fn stalling(said: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(said);
                std::thread::park();
            });
        }
    });
    url
}

#[tokio::test]
async fn a_body_that_stops_coming_is_given_up() {
    let url = stalling(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\": 1}\n");
    let client = Client::builder().base_url(&url).read_timeout(Duration::from_millis(50));
    let client = client.retry(Retry::default().attempts(1)).build();
    let whole = client.get("x").send().await.unwrap_err();
    let mut lines = client.get("x").stream_lines::<serde_json::Value>().await.unwrap();
    let streamed = loop {
        match lines.next().await {
            Ok(Some(row)) => assert_eq!(row["id"], 1),
            Ok(None) => panic!("the stream ended as if it were whole"),
            Err(error) => break error,
        }
    };
    for error in [whole, streamed] {
        assert_eq!(error.kind(), ErrorKind::Transient);
        let text = error.to_string();
        assert!(text.contains("/x answered 200 OK with a body that stopped coming: "), "{text}");
        assert!(text.contains(r#", beginning with `{"id": 1}`"#), "{text}");
    }
}
