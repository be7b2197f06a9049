//! Each way to misbehave, seen from the client's end.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;

use client::{get, get_with, post, read_response, send, write_request};
use flate2::read::GzDecoder;
use playground::{Control, Fault, Playground, RetryAfter, START, Trouble};
use serde_json::{Value, json};
use std::io::{BufReader, ErrorKind, Read};
use std::net::TcpStream;
use std::thread;

const LIST: &str = "/pagination/offset?limit=10";

fn start() -> (Playground, String, Control) {
    let playground = playground::start();
    let (base, control) = (playground.base_url(), playground.control());
    (playground, base, control)
}

fn rows(answer: &Value) -> usize {
    answer["data"].as_array().unwrap().len()
}

#[test]
fn faults_hit_the_requests_that_they_name() {
    let (_playground, base, control) = start();
    let unavailable = Trouble::ServerError { status: 503, retry_after: RetryAfter::Silent };
    let burst = control.misbehave(Fault::new("/pagination", unavailable.clone()).after(1).times(2));
    let statuses: Vec<u16> = (0..4).map(|_| get(&base, LIST).status).collect();
    assert_eq!(statuses, [200, 503, 503, 200]);
    assert_eq!(control.hits(burst), 2);
    assert_eq!(get(&base, "/cursors/companies").status, 200);
    let logged: Vec<u16> = control.requests_to("/pagination").iter().map(|request| request.status).collect();
    assert_eq!(logged, statuses);
    control.misbehave(Fault::new("", unavailable.clone()).every(3));
    let statuses: Vec<u16> = (0..6).map(|_| get(&base, LIST).status).collect();
    assert_eq!(statuses, [503, 200, 200, 503, 200, 200]);
    control.calm();
    control.misbehave(Fault::new("", unavailable).method("POST").always());
    assert_eq!(get(&base, LIST).status, 200);
    assert_eq!(post(&base, "/jobs", &[], "{}").status, 503);
}

#[test]
fn refusals_say_when_to_come_back() {
    let (_playground, base, control) = start();
    for (retry_after, header, value) in [
        (RetryAfter::Silent, "retry-after", None),
        (RetryAfter::Seconds(3), "retry-after", Some("3")),
        (RetryAfter::Date(START), "retry-after", Some("Sat, 31 Jan 2026 12:00:00 GMT")),
        (
            RetryAfter::Reset { header: "x-ratelimit-reset".to_owned(), at: START },
            "x-ratelimit-reset",
            Some("1769860800"),
        ),
    ] {
        control.once("", Trouble::TooManyRequests { retry_after });
        let refused = get(&base, LIST);
        assert_eq!((refused.status, refused.header(header)), (429, value));
    }
    control.once("", Trouble::TooManyRequests { retry_after: RetryAfter::DateIn(60) });
    assert!(get(&base, LIST).header("retry-after").unwrap().ends_with(" GMT"));
    let reset = RetryAfter::ResetIn { header: "x-reset".to_owned(), seconds: 60 };
    control.once("", Trouble::TooManyRequests { retry_after: reset });
    assert!(get(&base, LIST).header("x-reset").unwrap().parse::<i64>().unwrap() > 1_700_000_000);
}

#[test]
fn a_stall_lasts_until_it_is_released() {
    let (_playground, base, control) = start();
    for trouble in [Trouble::Stall, Trouble::StallMidBody] {
        control.once("", trouble);
        let for_thread = base.clone();
        let client = thread::spawn(move || get(&for_thread, LIST).json());
        control.wait_until_held(1);
        assert!(!client.is_finished());
        control.release();
        assert_eq!(rows(&client.join().unwrap()), 10);
        assert_eq!(control.held(), 0);
    }
    control.wait_for_requests("/pagination", 2);
}

#[test]
fn a_stall_ends_with_the_playground() {
    let (playground, base, control) = start();
    control.once("", Trouble::Stall);
    let client = thread::spawn(move || send(&base, "GET", LIST, &[], "").map(|_| ()));
    control.wait_until_held(1);
    drop(playground);
    client.join().unwrap().unwrap_err();
}

#[test]
fn connections_break_in_three_ways() {
    let (_playground, base, control) = start();
    let fails = |trouble| {
        control.once("", trouble);
        send(&base, "GET", LIST, &[], "").map(|_| ()).unwrap_err().kind()
    };
    assert_eq!(fails(Trouble::ResetMidBody), ErrorKind::ConnectionReset);
    assert_eq!(fails(Trouble::TruncateBody), ErrorKind::UnexpectedEof);
    assert_eq!(fails(Trouble::CloseBeforeAnswer), ErrorKind::UnexpectedEof);
    control.once("", Trouble::TruncateBody);
    let cut = send(&base, "GET", "/bulk/array?rows=1000", &[], "").map(|_| ()).unwrap_err().kind();
    assert_eq!(cut, ErrorKind::UnexpectedEof);
}

#[test]
fn bodies_are_spoilt() {
    let (_playground, base, control) = start();
    let spoilt = |trouble| {
        control.once("", trouble);
        get(&base, LIST)
    };
    let html = spoilt(Trouble::HtmlWith200);
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(html.text().starts_with("<!doctype html>"));
    let wrong = spoilt(Trouble::WrongContentType);
    assert_eq!((rows(&wrong.json()), wrong.header("content-type")), (10, Some("text/html; charset=utf-8")));
    assert!(String::from_utf8(spoilt(Trouble::MalformedUtf8).body).is_err());
    let error = spoilt(Trouble::ErrorInside200);
    assert_eq!((error.status, error.json()["error"]["code"].clone()), (200, json!("internal")));
    let broken = spoilt(Trouble::BrokenJson);
    assert!(serde_json::from_slice::<Value>(&broken.body).unwrap_err().is_eof());
    assert_eq!(spoilt(Trouble::Unauthorized).status, 401);
}

#[test]
fn answers_are_compressed_for_those_who_accept_it() {
    let (_playground, base, control) = start();
    let plain = get(&base, LIST).body;
    control.misbehave(Fault::new("", Trouble::Gzip).always());
    let zipped = get_with(&base, LIST, &[("accept-encoding", "gzip, zstd")]);
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    let mut body = Vec::new();
    GzDecoder::new(&zipped.body[..]).read_to_end(&mut body).unwrap();
    assert_eq!(body, plain);
    assert_eq!(get(&base, LIST).body, plain);
    control.calm();
    control.once("", Trouble::Zstd);
    let zipped = get_with(&base, LIST, &[("accept-encoding", "zstd")]);
    assert_eq!(zipped.header("content-encoding"), Some("zstd"));
    // A frame of one raw block: magic, descriptor, eight bytes of size, three of the block's header.
    assert_eq!(zipped.body[..5], [0x28, 0xb5, 0x2f, 0xfd, 0xe0]);
    assert_eq!(zipped.body[5..13], (plain.len() as u64).to_le_bytes());
    assert_eq!(zipped.body[16..], plain);
}

#[test]
fn tokens_repeat() {
    let (_playground, base, control) = start();
    let token = |path: &str| get(&base, path).json()["scroll_token"].as_str().unwrap_or_default().to_owned();
    let follow = |count: usize| {
        let mut tokens = vec![token("/pagination/scroll?limit=10")];
        while tokens.len() < count {
            let last = tokens.last().unwrap();
            tokens.push(token(&format!("/pagination/scroll?limit=10&scroll_token={last}")));
        }
        tokens
    };
    control.misbehave(Fault::new("/pagination/scroll", Trouble::RepeatToken { period: 1 }).always());
    let tokens = follow(4);
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    control.calm();
    control.misbehave(Fault::new("/pagination/scroll", Trouble::RepeatToken { period: 2 }).always());
    let tokens = follow(6);
    assert_ne!(tokens[0], tokens[1]);
    assert_eq!(tokens[2..4], tokens[..2]);
    assert_eq!(tokens[4..6], tokens[..2]);
    control.calm();
    control.misbehave(Fault::new("/repos", Trouble::RepeatToken { period: 1 }).always());
    let link = |page| {
        get(&base, &format!("/repos/octocat/hello-world/issues?state=all&page={page}"))
            .header("link")
            .map(str::to_owned)
    };
    assert_eq!(link(1), link(3));
    control.misbehave(Fault::new("/pagination/offset", Trouble::RepeatPage).always());
    assert_eq!(get(&base, LIST).json(), get(&base, "/pagination/offset?limit=10&offset=10").json());
}

#[test]
fn pages_come_short_and_empty() {
    let (_playground, base, control) = start();
    control.once("", Trouble::ShortPage);
    assert_eq!(rows(&get(&base, LIST).json()), 5);
    control.once("", Trouble::ShortPage);
    assert_eq!(rows(&get(&base, "/pagination/page_number?per_page=10").json()), 5);
    control.once("", Trouble::EmptyPage);
    let empty = get(&base, "/pagination/next_page_url?per_page=10").json();
    assert_eq!((rows(&empty), empty["next_page_url"].is_string()), (0, true));

    // A scroll loses nothing by either.
    control.misbehave(Fault::new("/pagination/scroll", Trouble::EmptyPage).after(1));
    control.misbehave(Fault::new("/pagination/scroll", Trouble::ShortPage).after(2).times(2));
    let all = client::collect(&base, "/pagination/scroll?limit=50", "/data", |page| {
        page.json()["scroll_token"].as_str().map(|token| format!("/pagination/scroll?limit=50&scroll_token={token}"))
    });
    assert_eq!(json!(all), json!(playground::users()));
}

#[test]
fn fields_change_and_rows_move() {
    let (_playground, base, control) = start();
    control.once("", Trouble::SetField { field: "name".to_owned(), value: Value::Null });
    control.once("", Trouble::DropField { field: "job".to_owned() });
    let page = get(&base, LIST).json();
    let (mut expected, mut page_rows) = (json!(playground::users()[..10]), page["data"].clone());
    for row in expected.as_array_mut().unwrap() {
        row["name"] = Value::Null;
        row.as_object_mut().unwrap().remove("job");
    }
    assert_eq!(page_rows.take(), expected);
    control.misbehave(Fault::new("", Trouble::MoveRows { steps: 1 }).after(1));
    let before = get(&base, LIST).json();
    let after = get(&base, LIST).json();
    assert_eq!(before["data"][1]["id"], after["data"][0]["id"], "the oldest user is gone");
    assert_eq!(control.step(), 1);
}

#[test]
fn tokens_expire_in_the_middle() {
    let (_playground, base, control) = start();
    let credentials =
        json!({ "username": playground::credentials::USERNAME, "password": playground::credentials::PASSWORD });
    let token = post(&base, "/auth/session_token/login", &[], &credentials.to_string()).json();
    let token = format!("Token {}", token["token"].as_str().unwrap());
    let status = || get_with(&base, "/auth/session_token/data", &[("authorization", &token)]).status;
    assert_eq!(status(), 200);
    control.once("/auth/session_token/data", Trouble::ExpireTokens);
    assert_eq!(status(), 401);
}

#[test]
fn a_limit_counts_all_requests() {
    let (_playground, base, control) = start();
    control.limit_rate(2, 0);
    let answers = [get(&base, LIST), get(&base, "/cursors/companies"), get(&base, LIST)];
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 200, 429]);
    assert_eq!(answers[0].header("x-ratelimit-remaining"), Some("1"));
    assert_eq!(answers[2].header("retry-after"), Some("3600"));
    control.calm();
    assert_eq!(get(&base, LIST).status, 200);
}

#[test]
fn the_hostile_mode_hits_each_third_request_and_a_retry_is_enough() {
    let (_playground, base, control) = start();
    control.be_hostile();
    // Short pages are no failures.
    let good = |answer: client::Response| answer.status == 200 && matches!(rows(&answer.json()), 5 | 10);
    let good = |_| send(&base, "GET", LIST, &[], "").is_ok_and(good);
    let answers: Vec<bool> = (0..270).map(good).collect();
    assert!(answers.windows(2).all(|two| two[0] || two[1]), "two failures in a row");
    // One fault in nine expires tokens, which this list does not ask for.
    assert_eq!(answers.iter().filter(|good| !**good).count(), 80);
    // A POST is never left in doubt.
    for _ in 0..60 {
        send(&base, "POST", "/jobs", &[], "{}").unwrap();
    }
}

#[test]
fn the_control_endpoint_does_what_the_handle_does() {
    let (_playground, base, control) = start();
    let commands = json!([
        { "advance": 1 },
        { "misbehave": { "path": "/pagination", "times": 2, "trouble": { "too_many_requests": { "retry_after": { "seconds": 1 } } } } },
        { "misbehave": { "trouble": "html_with_200", "path": "/cursors" } },
    ]);
    let state = post(&base, "/_control", &[], &commands.to_string()).json();
    assert_eq!((state["step"].clone(), state["users"].clone()), (json!(1), json!(201)));
    assert_eq!(control.step(), 1);
    assert_eq!([get(&base, LIST).status, get(&base, LIST).status, get(&base, LIST).status], [429, 429, 200]);
    assert!(get(&base, "/cursors/companies").text().contains("<html>"));
    let state = get(&base, "/_control").json();
    assert_eq!(state["faults"][0]["hits"], 2);
    assert_eq!(get(&base, "/_control/requests").json(), json!(control.requests()));
    assert_eq!(control.requests().len(), 4, "what goes to the control is not logged");
    assert_eq!(post(&base, "/_control", &[], r#""reset""#).json()["step"], 0);
    let mistake = post(&base, "/_control", &[], r#"{"misbehave": {"troubel": "stall"}}"#);
    assert_eq!(mistake.status, 400);
    assert!(mistake.text().contains("troubel"), "{}", mistake.text());
}

#[test]
fn every_example_of_the_help_is_understood() {
    let (_playground, base, _control) = start();
    let help = playground::help();
    let troubles = help.split("TROUBLE is one of").nth(1).unwrap();
    let mut stream = serde_json::Deserializer::from_str("").into_iter::<Value>();
    assert!(stream.next().is_none());
    let mut seen = 0;
    for (start, _) in troubles.match_indices(['{', '"']) {
        // Words and objects at the beginning of a column; those inside of others parse on their own and are no troubles.
        if !troubles[..start].ends_with("  ") {
            continue;
        }
        let trouble = serde_json::Deserializer::from_str(&troubles[start..]).into_iter::<Value>().next();
        let Some(Ok(trouble)) = trouble else { continue };
        if trouble.get("reset").is_some() || trouble.get("reset_in").is_some() {
            continue;
        }
        let command = json!({ "misbehave": { "path": "/never", "trouble": trouble } }).to_string();
        let answer = post(&base, "/_control", &[], &command);
        assert_eq!(answer.status, 200, "{command}: {}", answer.text());
        seen += 1;
    }
    assert!(seen >= 20, "only {seen} were found");
}

#[test]
fn a_connection_is_kept_and_two_playgrounds_are_apart() {
    let (playground, base, control) = start();
    let other = playground::start();
    let host = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let mut reading = BufReader::new(stream.try_clone().unwrap());
    for _ in 0..3 {
        write_request(&mut stream, host, "GET", LIST, &[], "").unwrap();
        assert_eq!(read_response(&mut reading).unwrap().status, 200);
    }
    assert_eq!(control.requests().len(), 3);
    assert!(other.control().requests().is_empty());
    drop(playground);
    let mut rest = Vec::new();
    assert_eq!(reading.read_to_end(&mut rest).unwrap_or_default(), 0);
    assert!(TcpStream::connect(host).is_err());
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let (playground, _base, _control) = start();
    assert_eq!(playground::serve(playground.port()).unwrap_err().kind(), ErrorKind::AddrInUse);
}
