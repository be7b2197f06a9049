//! A recording holds all that a sync needs and nothing that is secret, and says what no longer fits.
#![allow(clippy::unwrap_used, clippy::needless_question_mark)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::Recording;
use super::mask::Mask;
use crate::ErrorKind;
use crate::http::tests::server::{Seen, Server, answer, json};
use crate::prelude::*;
use crate::testing::{Sandbox, json as value};

#[table(primary_key = id, cursor = id)]
#[derive(Deserialize)]
struct Order {
    id: i64,
    #[column(decimal(38, 10))]
    total: Decimal,
}

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Line {
    id: i64,
    text: String,
}

#[table(primary_key = text)]
#[derive(Deserialize)]
struct Note {
    text: String,
}

#[connector(base_url = base_url, auth = session_token(user, password, login = "login?app_secret=app-secret-word"))]
struct Shop {
    base_url: Url,
    user: String,
    password: Secret,
    #[config(default = 2)]
    limit: u32,
    #[config(default = "all")]
    search: String,
    #[config(default = true)]
    notes: bool,
}

#[connector(main = false)]
impl Shop {
    #[paginate(style = "next_url", url = "/next")]
    async fn orders(&self, page: NextUrl, #[since(exclusive)] since: Since<Order>) -> Result<Vec<Order>> {
        self.http().get("orders").query("limit", self.limit).query("since", since).page(page).records("/items").await
    }

    #[paginate(style = "single", for_each = orders, concurrency = 2)]
    async fn lines(&self, order: &Order) -> Result<Vec<Line>> {
        let body = value!({ "order": order.id, "filter": { "search": self.search } });
        self.http().post("lines").json_body(body).harmless().records("").await
    }

    async fn notes(&self, rows: &mut Rows<Note>) -> Result<()> {
        for _ in 0..if self.notes { 2 } else { 1 } {
            let text = self.http().get("notes").send().await?.text()?.to_owned();
            rows.upsert(Note { text }).await?;
        }
        Ok(())
    }
}

/// A shop with four orders, each of whose notes is another one.
fn shop() -> Server {
    shop_with(|before| before)
}

fn shop_with(note: impl Fn(usize) -> usize + Send + Sync + 'static) -> Server {
    Server::start(move |seen: &Seen, before| {
        let home = format!("http://{}", seen.header("host").unwrap());
        if seen.path.starts_with("/login") {
            let cookie = ("set-cookie", "sid=cookie-of-the-session; Path=/");
            let kind = ("content-type", "application/json");
            return answer(200, &[cookie, kind], r#"{"token":"token-of-the-session","token_type":"Bearer"}"#);
        }
        if seen.header("authorization") != Some("Bearer token-of-the-session") {
            return answer(401, &[], "no");
        }
        match seen.path.split('?').next().unwrap() {
            "/orders" if seen.path.contains("page=2") => json(r#"{"items":[{"id":3,"total":3.0}],"next":null}"#),
            "/orders" if seen.path.contains("since=") => json(r#"{"items":[{"id":4,"total":4}],"next":null}"#),
            "/orders" => json(&format!(
                r#"{{"items":[{{"id":1,"total":1234567890123456789012345678.9012345678}},{{"id":2,"total":-0.50}}],
                     "next":"{home}/orders?page=2","echo":"swordfish and token-of-the-session"}}"#
            )),
            "/lines" => {
                let order = seen.body.chars().filter(char::is_ascii_digit).collect::<String>();
                json(&format!(r#"[{{"id":{order},"text":"a \"line\" of {order}"}}]"#))
            }
            _ => answer(200, &[("content-type", "text/plain")], format!("note {}\nwith swordfish", note(before))),
        }
    })
}

fn temporary() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recordings/shop.json");
    (folder, path)
}

fn sandbox(configuration: Json, path: &Path, records: bool) -> Sandbox {
    let variables = [("SHOP_NOTES", "false"), ("OTHER_LIMIT", "9")].map(|(name, value)| (name.into(), value.into()));
    let sandbox = Sandbox::of::<Shop>().configure(configuration);
    let variables = variables.into_iter().filter(|_| path.ends_with("variables.json"));
    let mut sandbox = sandbox.on_recording(path, records, variables);
    // The name of a folder for tests is in no expected text.
    if let Some(deck) = sandbox.replay.as_mut().and_then(|replay| Arc::get_mut(&mut replay.deck)) {
        deck.name = "shop.json".into();
    }
    sandbox
}

type Json = serde_json::Value;

/// Nobody is at this address.
fn replayed(path: &Path, changes: &[(&str, Json)]) -> Sandbox {
    let mut configuration = value!({ "base_url": "http://127.0.0.1:1", "user": "me", "password": "another" });
    for (name, value) in changes {
        configuration[*name] = value.clone();
    }
    sandbox(configuration, path, false)
}

/// Two syncs.
fn recorded(path: &Path) -> Sandbox {
    let server = shop();
    let configuration = value!({ "base_url": server.url, "user": "me", "password": "swordfish" });
    let mut sandbox = sandbox(configuration, path, true);
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    sandbox
}

#[test]
fn a_recording_gives_the_same_rows_without_a_network() {
    let (_folder, path) = temporary();
    let recorded = recorded(&path);
    assert_eq!(recorded.rows("order")[0]["total"], "1234567890123456789012345678.9012345678");
    let mut replayed = replayed(&path, &[]);
    assert!(replayed.clock().now_is(&recorded));
    replayed.sync().unwrap();
    assert_eq!((replayed.rows("order").len(), replayed.rows("line").len()), (3, 3));
    replayed.sync().unwrap();
    for table in ["order", "line"] {
        assert_eq!(replayed.rows(table), recorded.rows(table));
    }
    let notes: Vec<_> = recorded.rows("note").iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect();
    let expected: Vec<_> = notes.iter().map(|text| value!({ "text": text.replace("swordfish", "***") })).collect();
    assert_eq!((replayed.rows("note"), notes.len()), (expected, 4));
}

#[test]
fn a_recording_holds_no_secret_and_no_noise() {
    let (_folder, path) = temporary();
    recorded(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    for secret in ["swordfish", "token-of-the-session", "cookie-of-the-session", "app-secret-word", "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    for noise in ["content-length", "connection", "authorization"] {
        assert!(!text.contains(noise), "{noise} is in\n{text}");
    }
    let login = r#"      {
        "request": "POST /login?app_secret=***",
        "request_body": { "json": { "password": "***", "username": "me" } },
        "status": 200,
        "headers": { "content-type": "application/json", "set-cookie": "sid=***; Path=/" },
        "body": { "json": { "token": "***", "token_type": "Bearer" } }
      },
"#;
    assert!(text.contains(login), "{text}");
    let order = r#"              { "id": 1, "total": 1234567890123456789012345678.9012345678 },
              { "id": 2, "total": -0.50 }
"#;
    assert!(text.contains(order) && text.contains(r#""next": "{origin}/orders?page=2""#), "{text}");
    assert!(text.contains(r#""request": "GET /orders?limit=2&since=2""#), "{text}");
    assert!(text.contains(r#""text": ["note "#) && text.contains(r#"\n", "with ***"]"#), "{text}");
}

#[test]
fn a_changed_request_is_told_with_the_nearest_one() {
    let (_folder, path) = temporary();
    recorded(&path);
    let told = |name, value| {
        let error = replayed(&path, &[(name, value)]).sync().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bug);
        error.to_string()
    };
    assert_eq!(
        told("limit", value!(3)),
        "`GET /orders?limit=3` is not in `shop.json` for sync 1: the nearest is `GET /orders?limit=2`, but `limit` is \
         `2` there and `3` here; if the connector is right, record anew with CONNECTOR_SDK_RECORD=1"
    );
    let text = told("search", value!("open"));
    let expected = "`POST /lines` is not in `shop.json` for sync 1: the nearest is `POST /lines`, but the body has \
                    `\"all\"` at `/filter/search` there and `\"open\"` here; if";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_request_that_is_left_out_is_told() {
    let (_folder, path) = temporary();
    recorded(&path);
    let error = replayed(&path, &[("notes", value!(false))]).sync().unwrap_err().to_string();
    assert!(error.starts_with("`shop.json` holds 1 request that sync 1 did not make: `GET /notes`; if"), "{error}");
}

#[test]
fn a_request_too_many_and_a_sync_too_many_are_told() {
    let (_folder, path) = temporary();
    recorded(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut file = Recording::of_text(&text).unwrap();
    let first = &mut file.syncs[0];
    let note = first.iter().rposition(|exchange| exchange.request.address == "/notes").unwrap();
    first.remove(note);
    file.save(&path, &Mask::new([])).unwrap();
    let error = replayed(&path, &[]).sync().unwrap_err().to_string();
    assert!(error.contains("`GET /notes` is not in `shop.json` for sync 1 once more: it is there once; if"), "{error}");

    recorded(&path);
    let mut sandbox = replayed(&path, &[]);
    sandbox.sync().unwrap();
    sandbox.sync().unwrap();
    let error = sandbox.sync().unwrap_err().to_string();
    assert!(error.contains("for sync 3, which ends with sync 2; if"), "{error}");
}

#[test]
fn a_recording_that_is_not_there_or_broken_says_what_to_do() {
    let (folder, path) = temporary();
    let error = replayed(&path, &[]).sync().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string().replace(path.to_str().unwrap(), "shop.json");
    assert!(
        text.starts_with("there is no recording `shop.json` (") && text.ends_with("CONNECTOR_SDK_RECORD=1"),
        "{text}"
    );
    let path = folder.path().join("broken.json");
    std::fs::write(&path, r#"{"recorded_at": "2026-01-01T00:00:00Z", "syncs": [[{"request": "GET /"}]]}"#).unwrap();
    let error = replayed(&path, &[]).sync().unwrap_err().to_string().replace(path.to_str().unwrap(), "shop.json");
    assert!(error.contains("`shop.json` cannot be read: missing field `status` at line 1"), "{error}");
}

#[test]
fn crashes_can_be_recorded_and_replayed() {
    let (_folder, path) = temporary();
    let server = shop();
    let configuration = value!({ "base_url": server.url, "user": "me", "password": "swordfish", "notes": false });
    // The notes differ from one request to the next, so that they cannot survive a crash.
    let mut crashing = sandbox(configuration, &path, true);
    crashing.select("order,line");
    let crashes = crashing.survives_every_crash();
    let mut replayed = replayed(&path, &[]);
    replayed.select("order,line");
    assert_eq!(replayed.survives_every_crash(), crashes);
}

#[test]
fn the_environment_configures_a_recording_and_no_replay() {
    let (folder, _) = temporary();
    let path = folder.path().join("variables.json");
    recorded(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    // One for each of the two syncs.
    assert_eq!(text.matches("GET /notes").count(), 2, "{text}");
    assert!(replayed(&path, &[]).sync().unwrap_err().to_string().contains("once more"));
    replayed(&path, &[("notes", value!(false))]).sync().unwrap();
}

#[cfg(any(feature = "airbyte", feature = "singer"))]
#[test]
fn a_platform_reads_a_recording_too() {
    let (_folder, path) = temporary();
    let server = shop_with(|_| 1);
    let configuration = value!({ "base_url": server.url, "user": "me", "password": "swordfish" });
    let recorded = sandbox(configuration, &path, true);
    let times = recorded.survives_every_interruption();
    #[cfg(feature = "fivetran")]
    recorded.survives_every_cut_on_fivetran();
    let before = server.seen().len();
    let replayed = replayed(&path, &[]);
    assert_eq!(replayed.survives_every_interruption(), times);
    #[cfg(feature = "fivetran")]
    assert!(replayed.survives_every_cut_on_fivetran() > 0);
    assert_eq!(server.seen().len(), before);
}

#[test]
fn failing_answers_are_replayed_as_well() {
    let (_folder, path) = temporary();
    let server = Server::script(vec![json(r#"{"token":"a-good-token"}"#), answer(403, &[], "not for you")]);
    let configuration = value!({ "base_url": server.url, "user": "me", "password": "swordfish" });
    let recorded = sandbox(configuration, &path, true).sync().unwrap_err();
    let replayed = replayed(&path, &[]).sync().unwrap_err();
    assert_eq!(replayed.kind(), ErrorKind::Authentication);
    assert_eq!(replayed.to_string(), recorded.to_string().replace(&server.url, "http://127.0.0.1:1"));
}

#[test]
fn bytes_and_forms_come_back_as_they_were() {
    let text = r#"{"recorded_at":"2026-01-01T00:00:00Z","syncs":[[{"request":"PUT https://other.example/a?b=%26%25",
        "request_headers":{"x-page":"1"},"request_body":{"form":[["a","b c"],["secret","x"],["n","12345678"]]},
        "status":200,"url":"{origin}/x","headers":{"link":["a","b"]},"body":{"base64":"/wA="}}]]}"#;
    let file = Recording::of_text(text).unwrap();
    assert_eq!(file.syncs[0][0].request.query, [("b".to_owned(), "&%".to_owned())]);
    let written = file.to_text(&Mask::new(["12345678".to_owned()])).unwrap();
    assert!(written.contains(r#"[["a", "b c"], ["secret", "***"], ["n", "***"]]"#), "{written}");
    let unmasked = file.to_text(&Mask::new([])).unwrap();
    assert!(unmasked.contains(r#""link": ["a", "b"]"#) && unmasked.contains(r#""base64": "/wA=""#), "{unmasked}");
}

#[test]
fn secrets_are_found_in_every_form() {
    let mask = Mask::new(["a/b c\"d".to_owned(), "pin".to_owned()]);
    for text in ["a/b c\"d", "x=a%2Fb%20c%22d", "x=a%2Fb+c%22d", r#"{"x":"a/b c\"d"}"#, "Basic YS9iIGMiZA=="] {
        assert!(mask.text(text).contains("***"), "{text}");
    }
    // A short one is part of many a word.
    assert_eq!((mask.text("pin"), mask.text("spinning")), ("***".into(), "spinning".into()));
}

impl crate::testing::TestClock {
    fn now_is(&self, other: &Sandbox) -> bool {
        use crate::context::Clock;
        self.now() == other.clock().now()
    }
}
