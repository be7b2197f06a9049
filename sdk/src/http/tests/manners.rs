//! What is tried again, when, and how requests look.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::server::{Server, answer, cut_short, json as json_answer};
use super::{client, on_clock};
use crate::auth;
use crate::error::ErrorKind;
use crate::http::{Client, Retry};
use crate::secret::Secret;

fn failing(status: u16, headers: &[(&'static str, &'static str)], times: usize) -> Server {
    let headers = headers.to_vec();
    Server::start(move |_, before| match before < times {
        true => answer(status, &headers, "no"),
        false => json_answer("[1]"),
    })
}

#[tokio::test]
async fn what_may_work_again_is_tried_again() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let server = failing(status, &[], 3);
        let (rows, slept) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
        assert_eq!(rows.unwrap(), [1], "{status}");
        assert_eq!(server.seen().len(), 4, "{status}");
        // Half to all of 0.5 + 1 + 2 seconds; a 429 makes the limiter wait no second time.
        assert!((1.75..=3.5).contains(&slept), "{status}: {slept}");
    }
}

#[tokio::test]
async fn what_would_fail_again_is_not_tried_again() {
    for (status, kind) in [
        (400, ErrorKind::Source),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::Authentication),
        (404, ErrorKind::Source),
        (501, ErrorKind::Transient),
    ] {
        let server = failing(status, &[], 1);
        let error = client(&server).build().get("x").records::<i64>("").await.unwrap_err();
        assert_eq!((error.kind(), server.seen().len()), (kind, 1), "{error}");
    }
}

#[tokio::test]
async fn after_the_last_attempt_the_error_says_so() {
    let server = failing(503, &[], 100);
    let client = client(&server).retry(Retry::default().attempts(3)).build();
    let (error, _) = on_clock(client.get("x").query("page", 2).send()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert_eq!(server.seen().len(), 3);
    let expected =
        format!("GET {}/x?page=2 answered 503 Service Unavailable with `no`; 3 attempts were made", server.url);
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[tokio::test]
async fn a_post_is_sent_again_only_where_that_does_no_harm() {
    for (status, headers, harmless, requests) in [
        (500, &[][..], false, 1),
        (500, &[][..], true, 2),
        (429, &[][..], false, 2),
        (503, &[("retry-after", "1")][..], false, 2),
        (503, &[][..], false, 1),
    ] {
        let server = failing(status, headers, 1);
        let client = client(&server).build();
        let request = client.post("x").json_body(json!({ "a": 1 }));
        let request = if harmless { request.harmless() } else { request };
        let _ = on_clock(request.send()).await;
        assert_eq!(server.seen().len(), requests, "{status} {harmless}");
        assert!(server.seen().iter().all(|seen| seen.body == r#"{"a":1}"#));
    }
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let server = failing(429, &[("retry-after", "30")], 1);
    let (rows, slept) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
    assert_eq!(rows.unwrap(), [1]);
    assert!((30.0..30.2).contains(&slept), "{slept}");

    // The clock for tests starts at noon of 2026-01-01.
    let server = failing(503, &[("retry-after", "Thu, 01 Jan 2026 12:00:20 GMT")], 1);
    let (_, slept) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
    assert!((20.0..20.2).contains(&slept), "{slept}");
}

#[tokio::test]
async fn a_server_that_asks_for_too_long_is_told_to_the_user() {
    let server = failing(429, &[("retry-after", "86400")], 1);
    let (error, slept) = on_clock(client(&server).build().get("x").send()).await;
    let error = error.unwrap_err();
    assert_eq!((error.kind(), slept), (ErrorKind::RateLimit, 0.0));
    assert!(error.to_string().ends_with("it asks to wait 86400 seconds: sync again then"), "{error}");
}

#[tokio::test]
async fn an_empty_budget_delays_the_next_request() {
    let server = Server::script(vec![answer(
        200,
        &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "7"), ("content-type", "application/json")],
        "[1]",
    )]);
    let client = client(&server).build();
    let (_, slept) = on_clock(async {
        client.get("a").send().await.unwrap();
        client.get("b").send().await.unwrap();
    })
    .await;
    assert_eq!(slept, 7.0);
}

#[tokio::test]
async fn a_refusal_of_what_comes_too_fast_is_told_from_one_of_credentials() {
    for (headers, slept_for) in [
        (&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1767268830")][..], 30.0),
        (&[("retry-after", "60")][..], 60.0),
    ] {
        let server = failing(403, headers, 1);
        let (rows, slept) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
        assert_eq!(rows.unwrap(), [1], "{headers:?}");
        assert!((slept_for..slept_for + 0.5).contains(&slept), "{headers:?}: {slept}");
    }
    let server = failing(403, &[("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "60")], 1);
    let error = client(&server).build().get("x").send().await.unwrap_err();
    assert_eq!((error.kind(), server.seen().len()), (ErrorKind::Authentication, 1));
}

#[tokio::test]
async fn each_form_of_a_reset_is_heeded() {
    // The clock for tests starts at noon of 2026-01-01, which is 1767268800.
    for headers in [
        &[("retry-after", "20")],
        &[("retry-after", "Thu, 01 Jan 2026 12:00:20 GMT")],
        &[("retry-after-ms", "20000")],
        &[("x-ratelimit-reset", "20")],
        &[("x-ratelimit-reset", "1767268820")],
        &[("x-rate-limit-reset", "1767268820000")],
        &[("ratelimit-reset", "2026-01-01T12:00:20Z")],
        &[("x-ratelimit-reset-after", "20.0")],
    ] {
        let server = failing(429, headers, 1);
        let (rows, slept) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
        assert_eq!(rows.unwrap(), [1], "{headers:?}");
        assert!((20.0..20.5).contains(&slept), "{headers:?}: {slept}");
    }
}

#[tokio::test]
async fn a_declared_rate_is_kept() {
    let server = Server::script(vec![json_answer("[]")]);
    let client = client(&server).rate_limit("2/s").build();
    let (_, slept) = on_clock(async {
        for _ in 0..5 {
            client.get("x").send().await.unwrap();
        }
    })
    .await;
    assert_eq!(slept, 2.0);
}

#[tokio::test]
async fn bodies_cut_short_are_fetched_again() {
    let server = Server::script(vec![cut_short("[1"), json_answer("[1, 2]")]);
    let (rows, _) = on_clock(client(&server).build().get("x").records::<i64>("")).await;
    assert_eq!(rows.unwrap(), [1, 2]);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn no_connection_is_a_transient_error() {
    let client = Client::builder().base_url("http://127.0.0.1:1").build();
    let (error, _) = on_clock(client.get("x").send()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transient);
    assert!(error.to_string().contains("GET http://127.0.0.1:1/x: no connection"), "{error}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let server = Server::start(|_, _| {
        std::thread::park();
        Vec::new()
    });
    let client = client(&server).timeout(Duration::from_millis(50)).retry(Retry::default().attempts(1)).build();
    let error = client.get("x").send().await.unwrap_err();
    assert!(error.to_string().contains("no answer in time"), "{error}");
}

#[tokio::test]
async fn requests_carry_what_was_asked_for() {
    let server = Server::script(vec![json_answer("{}")]);
    let client = client(&server).user_agent("tester/1").header("x-all", "1").build();
    let request = client.get("/a/b?fixed=1").query("q", "ü &").query("none", None::<i64>).header("x-one", 2);
    request.json::<Json>().await.unwrap();
    client.post("form").form("a", "1 2").form("b", Secret::new("form-secret")).send().await.unwrap();
    let seen = server.seen();
    assert_eq!((&*seen[0].method, &*seen[0].path), ("GET", "/a/b?fixed=1&q=%C3%BC+%26"));
    assert_eq!(seen[0].header("user-agent"), Some("tester/1"));
    assert_eq!((seen[0].header("x-all"), seen[0].header("x-one")), (Some("1"), Some("2")));
    let encodings = seen[0].header("accept-encoding").unwrap_or_default();
    assert!(encodings.contains("gzip") && encodings.contains("zstd"), "{encodings}");
    assert_eq!(seen[1].body, "a=1+2&b=form-secret");
    assert_eq!(seen[1].header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn redirects_are_followed() {
    let server = Server::start(|seen, _| match &*seen.path {
        "/old" => answer(302, &[("location", "/new?x=1")], ""),
        _ => json_answer("[1]"),
    });
    let response = client(&server).build().get("old").send().await.unwrap();
    assert_eq!(response.url().path(), "/new");
}

#[tokio::test]
async fn redirects_take_no_credentials_to_another_host() {
    for (status, method, body) in [(302, "GET", ""), (307, "POST", r#"{"q":1}"#)] {
        let other = Server::script(vec![json_answer("[1]")]);
        let away = format!("{}/file?signed=1", other.url);
        let home = Server::start(move |seen, _| match &*seen.path {
            "/step" => answer(status, &[("location", &away)], ""),
            _ => answer(status, &[("location", "/step")], ""),
        });
        let key = || auth::api_key(Secret::new("key-that-stays-home"));
        let send = async |client: Client| {
            let request =
                client.post("x").json_body(json!({ "q": 1 })).header("x-own", "1").header("accept", "text/csv");
            assert_eq!(request.send().await.unwrap().url().query(), Some("signed=1"));
        };
        send(client(&home).auth(key()).build()).await;
        send(client(&home).auth(key().body("key")).build()).await;
        send(client(&home).auth(key()).trust_host("127.0.0.1").build()).await;
        let key_of = |seen: &super::server::Seen| seen.header("x-api-key").map(str::to_owned);
        assert_eq!(key_of(&home.seen()[1]).as_deref(), Some("key-that-stays-home"));
        let seen = other.seen();
        for stranger in &seen[..2] {
            assert_eq!((key_of(stranger), stranger.header("x-own"), &*stranger.body), (None, None, body));
            assert_eq!((&*stranger.method, stranger.header("accept")), (method, Some("text/csv")));
        }
        assert_eq!(key_of(&seen[2]).as_deref(), Some("key-that-stays-home"));
    }
}

#[tokio::test]
async fn redirects_in_a_circle_are_an_error() {
    let other = Arc::new(std::sync::Mutex::new(String::new()));
    let target = other.clone();
    let home = Server::start(move |_, _| answer(302, &[("location", &target.lock().unwrap())], ""));
    let address = home.url.clone();
    let away = Server::start(move |_, _| answer(302, &[("location", &address)], ""));
    for target in [away.url.clone(), format!("{}/again", home.url)] {
        *other.lock().unwrap() = target;
        let error = client(&home).build().get("x").send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Source);
        assert!(error.to_string().contains("too many redirects"), "{error}");
    }
}

#[tokio::test]
async fn credentials_stay_at_home() {
    let other = Server::script(vec![json_answer("[]")]);
    let home = Server::script(vec![json_answer("[]")]);
    let build = || client(&home).auth(auth::bearer(Secret::new("home-token")));
    build().build().get(format!("{}/x", other.url)).send().await.unwrap();
    build().build().get("x").send().await.unwrap();
    build().trust_host("127.0.0.1").build().get(format!("{}/y", other.url)).send().await.unwrap();
    assert_eq!(other.seen()[0].header("authorization"), None);
    assert_eq!(home.seen()[0].header("authorization"), Some("Bearer home-token"));
    assert_eq!(other.seen()[1].header("authorization"), Some("Bearer home-token"));
}

#[tokio::test]
async fn paths_from_data_cannot_leave_the_host() {
    let home = Server::script(vec![json_answer("[]")]);
    let client = client(&home).build();
    for path in ["//evil.example/x", "/\\evil.example/x", "\\\\evil.example"] {
        match client.get(path).send().await {
            Err(error) => assert_eq!(error.kind(), ErrorKind::Bug, "{path}: {error}"),
            Ok(answer) => assert_eq!(answer.url().port(), home.url.rsplit_once(':').unwrap().1.parse().ok(), "{path}"),
        }
    }
}

#[tokio::test]
async fn mistakes_of_the_set_up_come_with_the_first_request() {
    for client in [
        Client::builder().base_url("shop.example").build(),
        Client::builder().base_url("http://127.0.0.1:1").rate_limit("fast").build(),
        Client::builder().base_url("http://127.0.0.1:1").header("a b", "c").build(),
        Client::builder().base_url("https://127.0.0.1:1").client_certificate(&Secret::new("no certificate")).build(),
        Client::builder().build(),
    ] {
        assert_eq!(client.get("x").send().await.unwrap_err().kind(), ErrorKind::Configuration);
    }
}

#[tokio::test]
async fn an_error_inside_a_good_answer_is_found_and_tried_again() {
    let server =
        Server::script(vec![json_answer(r#"{"status": "busy"}"#), json_answer(r#"{"status": "ok", "items": [1]}"#)]);
    let client = client(&server).check_answer(|answer| match answer.peek("/status")?.as_str() {
        Some("busy") => Err(crate::Error::transient("busy")),
        Some("ok") => Ok(()),
        _ => Err(crate::Error::source("who knows")),
    });
    let client = client.build();
    let (rows, _) = on_clock(client.get("x").records::<i64>("/items")).await;
    assert_eq!(rows.unwrap(), [1]);

    let server = Server::script(vec![json_answer(r#"{"status": "odd"}"#)]);
    let client = super::client(&server).check_answer(|_| Err(crate::Error::source("who knows"))).build();
    let error = client.get("x").send().await.unwrap_err().to_string();
    let expected = "answered 200 OK with an error inside, beginning with `{\"status\": \"odd\"}`: who knows";
    assert!(error.contains(expected), "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn many_requests_share_one_client() {
    let server = Server::start(|seen, _| json_answer(&format!("[{}]", &seen.path[1..])));
    let client = Arc::new(client(&server).build());
    let tasks: Vec<_> = (0..40_i64)
        .map(|number| {
            let client = client.clone();
            tokio::spawn(async move { client.get(number.to_string()).records::<i64>("").await.unwrap() == [number] })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
}

/// Answers only once this many requests have come, round after round, and refuses the first round.
fn in_rounds(rounds: Vec<usize>, refusal: u16) -> (Server, Arc<std::sync::atomic::AtomicUsize>) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (most, now) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
    let seen_most = most.clone();
    let barriers: Vec<_> = rounds.iter().map(|size| std::sync::Barrier::new(*size)).collect();
    let server = Server::start(move |_, before| {
        let mut first = 0;
        let round = rounds.iter().position(|size| {
            first += size;
            before < first
        });
        let under_way = now.fetch_add(1, Ordering::SeqCst) + 1;
        if round != Some(0) {
            seen_most.fetch_max(under_way, Ordering::SeqCst);
        }
        round.inspect(|round| {
            barriers[*round].wait();
        });
        now.fetch_sub(1, Ordering::SeqCst);
        if round == Some(0) { answer(refusal, &[], "busy") } else { json_answer("[1]") }
    });
    (server, most)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_overloaded_source_gets_half_as_many_requests_at_the_same_time() {
    for refusal in [429, 503] {
        // The second round shows that four still come together, and nothing after it that more do too early.
        let (server, most) = in_rounds(vec![8, 4], refusal);
        let client = Arc::new(client(&server).concurrency(8).build());
        let (tasks, _) = on_clock(async {
            let clock = crate::clock::current();
            let ask = |_| {
                let (client, clock) = (client.clone(), clock.clone());
                tokio::spawn(crate::clock::with(clock, async move { client.get("x").records::<i64>("").await }))
            };
            let mut rows = Vec::new();
            for task in (0..8).map(ask).collect::<Vec<_>>() {
                rows.push(task.await.unwrap().unwrap());
            }
            rows
        })
        .await;
        assert_eq!(tasks, vec![vec![1]; 8], "{refusal}");
        assert_eq!(server.seen().len(), 16, "{refusal}");
        let most = most.load(std::sync::atomic::Ordering::SeqCst);
        // Four good answers in a row allow a fifth.
        assert!((4..=5).contains(&most), "{refusal}: {most}");
    }
}
