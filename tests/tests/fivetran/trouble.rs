//! Failures, bad input, clients that go away.

use std::time::Duration;

use connector_sdk::protocol::fivetran::proto::UpdateRequest;
use tonic::Code;

use crate::client::{Served, connect, connect_plain, shown, texts};
use crate::connectors::{ENDLESS, Endless, Failing, Settings, Shop, Told, all_operations};

fn request(configuration: &[(&str, &str)]) -> UpdateRequest {
    UpdateRequest { configuration: texts(configuration), ..UpdateRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_a_task_or_a_status_and_the_last_message() {
    let mut served = Served::of::<Failing>().await;
    for (kind, task) in [
        (
            "authentication",
            Some("table `place`: the key has expired; renew the credentials in the connection's configuration"),
        ),
        ("source", Some("table `place`: page 7 is torn; ask the shop")),
        ("transient", None),
        ("bug", None),
        ("panic", None),
    ] {
        let (operations, status) = served.sync(request(&[("kind", kind)])).await;
        let lines = shown(&operations);
        // A hundred rows, fifty, a checkpoint; what came after it is void.
        assert_eq!(lines.iter().filter(|line| line.starts_with("upsert")).count(), 150, "{kind}");
        assert_eq!(lines[150], "checkpoint", "{kind}");
        match task {
            Some(task) => {
                assert!(status.is_none(), "{kind}: {status:?}");
                assert_eq!(lines[151..], [format!("task {task}")], "{kind}");
            }
            None => {
                let status = status.unwrap();
                assert_eq!(lines.len(), 151, "{kind}");
                let code = if kind == "transient" { Code::Unavailable } else { Code::Internal };
                assert_eq!(status.code(), code, "{kind}: {status:?}");
                assert!(status.message().contains("no route") || status.message().contains("impossible"), "{status:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_beyond_the_limit_is_named() {
    let mut served = Served::of::<Failing>().await;
    let (operations, status) = served.sync(request(&[("kind", "huge")])).await;
    assert!(status.is_none(), "{status:?}");
    let lines = shown(&operations);
    let task = lines.last().unwrap();
    assert!(task.starts_with("task table `place`: a row has 1342") && task.contains("at most 134217728"), "{task}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_answered_and_the_server_lives_on() {
    let mut served = Served::of::<Settings>().await;
    let (operations, status) = served.sync(request(&[("adress", "x")])).await;
    assert!(status.is_none(), "{status:?}");
    let [task] = &shown(&operations)[..] else { panic!("{operations:?}") };
    assert!(task.starts_with("task the configuration has") && task.contains("did you mean `address`?"), "{task}");

    let good = [("address", "x"), ("token", "right-token"), ("auth", "token"), ("verbose", "false")];
    for ((field, value), mistake) in [
        (("page_size", "many"), "`page_size` must be a whole number from 0 to 4294967295, not `many`"),
        (("verbose", "perhaps"), "`verbose` must be `true` or `false`, not `perhaps`"),
        (("auth", "tokn"), "`auth` must be `token` or `basic`, not `tokn`; did you mean `token`?"),
        (("auth", "basic"), "`password` is required when `auth` is `basic`"),
        (("token", ""), "`token` is missing"),
    ] {
        let mut configuration = good.to_vec();
        configuration.retain(|(key, _)| *key != field);
        configuration.push((field, value));
        let (operations, status) = served.sync(request(&configuration)).await;
        assert!(status.is_none(), "{status:?}");
        let [task] = &shown(&operations)[..] else { panic!("{operations:?}") };
        assert!(task.starts_with("task ") && task.contains(mistake), "{task}");
        assert!(task.contains("edit the configuration"), "no next step: {task}");
    }
    let (operations, status) = served.sync(request(&good)).await;
    assert!(status.is_none() && operations.len() == 2, "{status:?}");

    let mut served = Served::of::<Shop>().await;
    let newer = r#"{"tables": {"sales.order": {"next": 1}}, "versions": {"sales.order": 7}}"#;
    let (operations, status) =
        served.sync(UpdateRequest { state_json: Some(newer.to_owned()), ..UpdateRequest::default() }).await;
    assert!(status.is_none(), "{status:?}");
    let task = shown(&operations).pop().unwrap();
    let expected = "task table `sales.order`: the saved state has version 7, and this connector knows versions up to 1";
    assert!(task.starts_with(expected), "{task}");

    let mut served = Served::of::<all_operations>().await;
    for state in ["not json", "7", "{\"tables\":"] {
        let (operations, status) =
            served.sync(UpdateRequest { state_json: Some(state.to_owned()), ..UpdateRequest::default() }).await;
        let status = status.unwrap();
        assert!(operations.is_empty() && status.code() == Code::InvalidArgument, "{state}: {status:?}");
        assert!(status.message().starts_with("`state_json` is no JSON object: "), "{status:?}");
    }
    for (state, reason) in [
        (r#"{"format": 99}"#, "task the saved state has format 99"),
        // A list is what Airbyte keeps as state, and that is read as well.
        ("[1]", "task the state holds an element without `stream`, `global` or `data`"),
        (r#"{"cursor": 7}"#, "task the saved state cannot be read: unknown field `cursor`"),
    ] {
        let (operations, status) =
            served.sync(UpdateRequest { state_json: Some(state.to_owned()), ..UpdateRequest::default() }).await;
        assert!(status.is_none(), "{status:?}");
        let [task] = &shown(&operations)[..] else { panic!("{operations:?}") };
        assert!(task.starts_with(reason), "{task}");
    }
    let (operations, status) = served.sync(UpdateRequest::default()).await;
    assert!(status.is_none() && operations.len() > 5);
    let unknown: Result<UpdateRequest, _> = served.call("Uptade", UpdateRequest::default()).await;
    assert_eq!(unknown.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_beyond_the_limit_is_refused_and_the_server_lives_on() {
    let mut served = Served::of::<Settings>().await;
    let huge = "x".repeat(128 * 1024 * 1024);
    // Compressed by the client, it is small on the way and as large as ever once it has arrived.
    for grpc in [connect_plain("127.0.0.1", served.port).await, connect("127.0.0.1", served.port).await] {
        served.grpc = grpc;
        let (operations, status) = served.sync(request(&[("address", &huge)])).await;
        let status = status.unwrap();
        assert!(operations.is_empty(), "{operations:?}");
        assert!(matches!(status.code(), Code::OutOfRange | Code::ResourceExhausted), "{status:?}");
        assert_eq!(served.form().await.tests.len(), 2);
    }
}

/// Waits for what the endless source tells. Only a failing test waits as long as it may.
async fn until(what: &str, so: impl FnMut(&Told) -> bool) {
    let mut told = ENDLESS.subscribe();
    let waiting = tokio::time::timeout(Duration::from_secs(60), told.wait_for(so));
    waiting.await.unwrap_or_else(|_| panic!("never happened: {what}")).unwrap();
}

/// One test, as these connectors count in common.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_or_stops_reading_stops_the_work() {
    let mut served = Served::of::<Endless>().await;
    let mut first = served.update(request(&[])).await.unwrap();
    first.message().await.unwrap().unwrap();

    // A client that does not read: the source has to wait.
    until("the source waits for its client", |told| told.waited).await;

    // One at a time. The server takes a second to find out whether the first is about to end; a source that did not
    // wait would read a gigabyte meanwhile.
    let status = served.update(request(&[])).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    assert!(status.message().starts_with("another Update is running"), "{status:?}");
    assert!(served.schema(&[]).await.is_ok());
    let rows = ENDLESS.borrow().rows;
    assert!(rows < 20_000, "{rows} kilobytes wait for a client that does not read");

    // It goes away, and the next one, which only waits, may begin.
    drop(first);
    let mut waiting = served.update(request(&[("rows", "false")])).await.unwrap();
    waiting.message().await.unwrap().unwrap();
    until("only the waiting sync runs", |told| told.running == 1).await;
    drop(waiting);
    until("a sync that waits for its source ends", |told| told.running == 0).await;

    // Told to stop, the server ends the sync, then itself.
    let mut last = served.update(request(&[])).await.unwrap();
    last.message().await.unwrap().unwrap();
    served.stop.stop();
    let status = loop {
        match last.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the sync ended as if it were complete"),
            Err(status) => break status,
        }
    };
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
    drop((last, served.grpc));
    served.ended.await.unwrap().unwrap();
    until("nothing runs", |told| told.running == 0).await;
}
