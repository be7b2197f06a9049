//! What a platform gets to hear when it sends what cannot be.

use connector_sdk::testing::{Protocol, Sandbox, Spoken};
use serde_json::json;

use crate::connectors::{Several, Shop, operations};
use crate::files::{Files, read, stream};

/// The message and the kind of the one error that an Airbyte run told of.
fn trace(spoken: &Spoken) -> (String, String) {
    assert_eq!((spoken.exit_code, &*spoken.stderr), (1, ""), "{spoken:?}");
    let messages = spoken.messages();
    let errors: Vec<_> = messages.iter().filter(|message| message["trace"]["type"] == "ERROR").collect();
    assert_eq!(errors.len(), 1, "{spoken:?}");
    let error = &errors[0]["trace"]["error"];
    (error["message"].as_str().unwrap().to_owned(), error["failure_type"].as_str().unwrap().to_owned())
}

#[test]
fn a_bad_configuration_is_the_users() {
    let files = Files::new();
    for (config, expected) in [
        ("{", "is not valid JSON"),
        ("[]", "JSON object"),
        (r#"{"url":"u","tags":[],"auth":"basic"}"#, "`password` is required when `auth` is `basic`"),
        (
            r#"{"url":"u","tags":[],"auth":"token","token":"t0ken-1","page_size":"many"}"#,
            "`page_size` must be a whole number",
        ),
        (r#"{"url":"u","tags":[],"auth":"token","token":"t0ken-1","pagesize":1}"#, "did you mean `page_size`?"),
    ] {
        let config = files.text("config.json", config);
        let sandbox = Sandbox::of::<Shop>();
        let check = sandbox.speak(Protocol::Airbyte, &["check", "--config", &config]);
        assert_eq!(check.exit_code, 0);
        let status = check.messages().remove(0)["connectionStatus"].clone();
        assert_eq!(status["status"], "FAILED");
        assert!(status["message"].as_str().unwrap().contains(expected), "{status}");

        let (message, kind) = trace(&sandbox.speak(Protocol::Airbyte, &["discover", "--config", &config]));
        assert!(message.contains(expected) && kind == "config_error", "{message}");

        let tap = sandbox.speak(Protocol::Singer, &["--config", &config]);
        assert_eq!((tap.exit_code, &*tap.stdout), (1, ""));
        assert!(tap.stderr.starts_with("CRITICAL ") && tap.stderr.contains(expected), "{}", tap.stderr);
    }
}

#[test]
fn a_missing_file_and_a_mistaken_command_line_are_told() {
    let sandbox = Sandbox::of::<operations>();
    let (message, kind) = trace(&sandbox.speak(Protocol::Airbyte, &["discover", "--config", "/no/such/file"]));
    assert!(
        message.contains("the configuration `/no/such/file` cannot be read") && kind == "config_error",
        "{message}"
    );
    for (protocol, arguments) in
        [(Protocol::Airbyte, &["reed"][..]), (Protocol::Airbyte, &["read"]), (Protocol::Singer, &["--catalogue"])]
    {
        let spoken = sandbox.speak(protocol, arguments);
        assert_eq!((spoken.exit_code, &*spoken.stdout), (2, ""), "{arguments:?}");
        assert!(spoken.stderr.contains("error: "), "{}", spoken.stderr);
    }
}

#[test]
fn a_state_that_cannot_be_is_never_reset_silently() {
    let sandbox = Sandbox::of::<operations>();
    let files = Files::new();
    let config = files.text("config.json", "{}");
    let catalog = files
        .json("catalog.json", &json!({ "streams": [stream("thing", Some("shop"), "incremental", "append_dedup")] }));
    for (state, expected) in [
        ("{oops", "the state is not valid JSON"),
        ("7", "the state is no JSON object"),
        (r#"{"tables":{"shop.thing":7}}"#, "is no JSON object"),
        (r#"{"format":99}"#, "the saved state has format 99"),
        (r#"{"tables":{"shop.thing":{"next":1}},"versions":{"shop.thing":9}}"#, "the saved state has version 9"),
        (r#"{"tables":{"shop.thing":{"next":"soon"}}}"#, "does not fit this connector"),
        (r#"{"surprise":1}"#, "unknown field `surprise`"),
    ] {
        let state = files.text("state.json", state);
        let arguments = ["read", "--config", &config, "--catalog", &catalog, "--state", &state];
        let (message, kind) = trace(&sandbox.speak(Protocol::Airbyte, &arguments));
        assert!(message.contains(expected) && kind == "config_error", "{message}");
        let tap = sandbox.speak(Protocol::Singer, &["--state", &state]);
        assert!(tap.exit_code == 1 && tap.stderr.contains(expected), "{}", tap.stderr);
    }
    let foreign = json!([{ "type": "GLOBAL", "global": { "shared_state": { "lsn": 7 }, "stream_states": [] } }]);
    let (message, _) = trace(&read(&sandbox, &json!({}), json!([]), &foreign));
    assert!(message.contains("a global state with a shared part"), "{message}");
}

#[test]
fn a_catalog_that_cannot_be_is_told() {
    let sandbox = Sandbox::of::<operations>();
    let one = || stream("thing", Some("shop"), "incremental", "append_dedup");
    for (streams, expected) in [
        (json!(7), "the catalog is no configured catalog"),
        (json!([{ "stream": { "name": "thing" }, "sync_mode": "sideways" }]), "unknown variant `sideways`"),
        (json!([one(), one()]), "the catalog names `shop.thing` twice"),
    ] {
        let (message, kind) = trace(&read(&sandbox, &json!({}), streams, &json!([])));
        assert!(message.contains(expected) && kind == "config_error", "{message}");
    }
    // The other streams are read all the same.
    let spoken =
        read(&sandbox, &json!({}), json!([stream("nothing", None, "incremental", "append"), one()]), &json!([]));
    let (message, _) = trace(&spoken);
    assert!(message.contains("table `nothing`: the catalog names it, and the source has no such stream"), "{message}");
    assert!(spoken.stdout.contains(r#""stream_descriptor":{"name":"nothing"},"status":"INCOMPLETE""#));
    assert!(spoken.stdout.contains(r#""stream_descriptor":{"name":"thing","namespace":"shop"},"status":"COMPLETE""#));

    let files = Files::new();
    for (catalog, expected) in [
        (json!({ "streams": 7 }), "the catalog is no catalog"),
        (json!({ "streams": [{ "tap_stream_id": "nothing" }] }), "streams that the source does not have: `nothing`"),
    ] {
        let catalog = files.json("catalog.json", &catalog);
        let tap = sandbox.speak(Protocol::Singer, &["--catalog", &catalog]);
        assert!(tap.exit_code == 1 && tap.stderr.contains(expected), "{}", tap.stderr);
    }
    // A source that opens tables as it goes may still bring this one.
    let spoken = read(
        &Sandbox::of::<Several>(),
        &json!({}),
        json!([stream("letters", None, "incremental", "append")]),
        &json!([]),
    );
    assert_eq!(spoken.exit_code, 0);
}
