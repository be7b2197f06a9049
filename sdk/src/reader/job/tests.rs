//! Jobs against a server that takes its time, fails, forgets, or never ends.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;

use crate::ErrorKind;
use crate::http::tests::server::{Seen, Server, answer, json};
use crate::prelude::*;
use crate::testing::{Sandbox, json as value};

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Order {
    id: i64,
}

#[connector(base_url = base_url)]
struct Shop {
    base_url: Url,
}

#[connector(main = false)]
impl Shop {
    async fn orders(&self, rows: &mut Rows<Order>, job: &mut State<Job>) -> Result<()> {
        let report = job
            .submit(|| self.http().post("reports"))
            .poll(|id| self.http().get(format!("reports/{id}")))
            .deadline("30m")
            .finished()
            .await?;
        rows.upsert_stream(self.http().get(report.value::<String>("/url")?).stream_lines().await?).await
    }
}

/// Answers the polls with what the function makes of their number.
fn server(polls: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Server {
    let (polled, submitted) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Server::start(move |seen: &Seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", _) => json(&format!(r#"{{"id": {}}}"#, 7 + submitted.fetch_add(1, Ordering::Relaxed))),
        ("GET", "/file") => answer(200, &[], "{\"id\": 1}\n{\"id\": 2}\n"),
        _ => polls(polled.fetch_add(1, Ordering::Relaxed)),
    })
}

fn running() -> Vec<u8> {
    json(r#"{"status": "Running"}"#)
}

fn done() -> Vec<u8> {
    json(r#"{"status": "DONE", "url": "file"}"#)
}

fn sandbox(server: &Server) -> Sandbox {
    Sandbox::of::<Shop>().configure(value!({ "base_url": server.url }))
}

fn lines(server: &Server) -> Vec<String> {
    server.seen().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
}

#[test]
fn a_job_is_submitted_asked_for_and_downloaded() {
    let server = server(|poll| match poll {
        0..4 => running(),
        4 => answer(200, &[("retry-after", "0")], r#"{"status": "running"}"#),
        5 => answer(200, &[("retry-after", "300"), ("x-ratelimit-reset", "9")], r#"{"status": "queued"}"#),
        _ => done(),
    });
    let mut sandbox = sandbox(&server);
    let before = crate::context::Clock::now(sandbox.clock());
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("order"), [value!({ "id": 1 }), value!({ "id": 2 })]);
    let polls = vec!["GET /reports/7"; 7];
    assert_eq!(lines(&server), [vec!["POST /reports"], polls, vec!["GET /file"]].concat());
    // 1 + 2 + 4 + 8 + 16 seconds, and what the source asked for.
    assert_eq!(crate::context::Clock::now(sandbox.clock()) - before, TimeDelta::seconds(31 + 300));
    assert_eq!(sandbox.state("order"), value!({}));
}

#[test]
fn a_failed_job_is_an_error_and_the_next_sync_submits_another() {
    let server = server(|poll| match poll {
        0 => json(r#"{"status": "failed", "error": "out of memory", "token": "of-the-job"}"#),
        _ => done(),
    });
    let mut sandbox = sandbox(&server);
    let error = sandbox.sync().unwrap_err();
    let expected = format!(
        "table `order`: GET {}/reports/7 answered 200 OK with the job `7` as `failed`, beginning with `{{\"status\": \
         \"failed\", \"error\": \"out of memory\", \"token\": \"***\"}}`",
        server.url
    );
    assert_eq!((error.kind(), error.to_string()), (ErrorKind::Source, expected));
    sandbox.sync().unwrap();
    assert_eq!(lines(&server)[2..], ["POST /reports", "GET /reports/8", "GET /file"]);
}

#[test]
fn a_job_that_does_not_end_is_given_up_at_its_deadline() {
    let server = server(|_| running());
    let mut sandbox = sandbox(&server);
    let before = crate::context::Clock::now(sandbox.clock());
    let error = sandbox.sync().unwrap_err();
    let expected = "table `order`: the job `7` is `Running` after 30m; sync again, which submits a new one; if the \
                    source needs longer, raise the `deadline`";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Transient, expected));
    assert_eq!(crate::context::Clock::now(sandbox.clock()) - before, TimeDelta::minutes(30));
    assert_eq!(sandbox.state("order"), value!({}));
}

#[test]
fn a_sync_that_ends_early_goes_on_asking_for_its_job() {
    let server = server(|poll| match poll {
        // The maintenance of the source ends the sync.
        1 => answer(501, &[], "maintenance"),
        3 => done(),
        _ => running(),
    });
    let mut sandbox = sandbox(&server);
    assert_eq!(sandbox.sync().unwrap_err().kind(), ErrorKind::Transient);
    let submitted = sandbox.state("order");
    assert_eq!(submitted["job"]["id"], "7");
    sandbox.clock().advance(TimeDelta::minutes(10));
    sandbox.sync().unwrap();
    assert_eq!(lines(&server).iter().filter(|line| line.starts_with("POST")).count(), 1);
    assert_eq!(sandbox.rows("order").len(), 2);
}

#[test]
fn a_job_that_is_too_old_or_gone_is_submitted_again() {
    let old = server(|poll| if poll == 0 { answer(501, &[], "maintenance") } else { done() });
    let mut too_old = sandbox(&old);
    assert!(too_old.sync().is_err());
    too_old.clock().advance(TimeDelta::minutes(30));
    too_old.sync().unwrap();
    assert_eq!(lines(&old)[2..], ["POST /reports", "GET /reports/8", "GET /file"]);

    let gone = server(|poll| match poll {
        0 => answer(501, &[], "maintenance"),
        1 => answer(404, &[], "no such job"),
        _ => done(),
    });
    let failed = server(|poll| match poll {
        0 => answer(501, &[], "maintenance"),
        1 => json(r#"{"status": "expired"}"#),
        _ => done(),
    });
    for server in [gone, failed] {
        let mut sandbox = sandbox(&server);
        assert!(sandbox.sync().is_err());
        sandbox.sync().unwrap();
        assert_eq!(lines(&server)[2..], ["GET /reports/7", "POST /reports", "GET /reports/8", "GET /file"]);
    }

    // An answer that cannot be read says nothing of the job.
    let odd = server(|poll| if poll == 0 { answer(501, &[], "maintenance") } else { json("{}") });
    let mut sandbox = sandbox(&odd);
    assert!(sandbox.sync().is_err());
    assert!(sandbox.sync().unwrap_err().to_string().contains("nothing at `/status`"));
    assert_eq!((lines(&odd).len(), sandbox.state("order")["job"]["id"].clone()), (3, value!("7")));
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    let server = server(|poll| if poll % 3 == 2 { done() } else { running() });
    assert!(sandbox(&server).survives_every_crash() > 2);
}

#[table(primary_key = id)]
#[derive(Deserialize)]
struct Item {
    id: i64,
}

#[state]
struct Progress {
    times: i64,
    job: Job,
}

impl AsMut<Job> for Progress {
    fn as_mut(&mut self) -> &mut Job {
        &mut self.job
    }
}

#[connector(base_url = base_url)]
struct Store {
    base_url: Url,
    word: String,
}

#[connector(main = false)]
impl Store {
    async fn items(&self, rows: &mut Rows<Item>, state: &mut State<Progress>) -> Result<()> {
        let submit = || self.http().post("queries").json_body(value!({ "q": "items" }));
        let poll = state.submit(submit).id("location").poll(|address| self.http().get(address)).every("10s");
        let answer = match self.word.as_str() {
            "accepted" => poll.while_accepted().finished().await?,
            word => poll.status("/state").done([word]).finished().await?,
        };
        state.times += 1;
        rows.upsert_all(answer.records("/items")?).await
    }
}

#[test]
fn a_job_can_be_named_in_a_header_and_be_told_in_other_words() {
    for (word, last) in [("accepted", "whatever"), ("exported", "Exported"), ("exported", "accepted")] {
        let polls = Arc::new(AtomicUsize::new(0));
        let server = Server::start(move |seen: &Seen, _| match seen.method.as_str() {
            "POST" => answer(202, &[("location", "queries/a%20b")], ""),
            _ if polls.fetch_add(1, Ordering::Relaxed) < 2 => {
                answer(202, &[("content-type", "application/json")], r#"{"state": "done"}"#)
            }
            _ => json(&format!(r#"{{"state": "{last}", "items": [{{"id": 1}}]}}"#)),
        });
        let configuration = value!({ "base_url": server.url, "word": word });
        let mut sandbox = Sandbox::of::<Store>().configure(configuration);
        let before = crate::context::Clock::now(sandbox.clock());
        let result = sandbox.sync();
        if last == "accepted" {
            assert!(result.unwrap_err().to_string().contains("the job `queries/a%20b` is `accepted` after 1h"));
            continue;
        }
        result.unwrap();
        assert_eq!((sandbox.rows("item").len(), sandbox.state("item")["times"].clone()), (1, value!(1)));
        assert_eq!(lines(&server), ["POST /queries", "GET /queries/a%20b", "GET /queries/a%20b", "GET /queries/a%20b"]);
        assert_eq!(crate::context::Clock::now(sandbox.clock()) - before, TimeDelta::seconds(20));
    }
}

#[test]
fn an_answer_without_a_name_or_a_word_says_where_it_was_looked_for() {
    let server = Server::start(|seen, _| match seen.method.as_str() {
        "POST" if seen.path == "/queries" => answer(202, &[], ""),
        "POST" => json(r#"{"id": "a"}"#),
        _ => json(r#"{"state": "done"}"#),
    });
    let configuration = value!({ "base_url": server.url, "word": "done" });
    let error = Sandbox::of::<Store>().configure(configuration).sync().unwrap_err().to_string();
    assert!(
        error.ends_with("no name of the job at `location`; name the place with `.id(…)`: a JSON pointer or a header")
    );
    let error = sandbox(&server).sync().unwrap_err().to_string();
    let expected = "with nothing at `/status`, where it says how the job is, beginning with `{\"state\": \"done\"}`; \
                    name the place with `.status(…)`";
    assert!(error.ends_with(expected), "{error}");
}
