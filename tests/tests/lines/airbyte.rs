//! Airbyte's messages, line by line.

use connector_sdk::testing::{Protocol, Sandbox};
use serde_json::{Value as Json, json};

use crate::connectors::{Several, Shop, all_types, operations, surprises};
use crate::files::{Files, lines, read, stream};

const NO_STATE: Json = Json::Null;

#[test]
fn each_type_has_its_json() {
    let spoken = read(
        &Sandbox::of::<all_types>(),
        &json!({}),
        json!([stream("everything", None, "incremental", "append")]),
        &NO_STATE,
    );
    assert_eq!(spoken.exit_code, 0);
    let expected = concat!(
        r#"{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1767268800000.0,"stream_status":{"stream_descriptor":{"name":"everything"},"status":"STARTED"}}}"#,
        "\n",
        r#"{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1767268800000.0,"stream_status":{"stream_descriptor":{"name":"everything"},"status":"RUNNING"}}}"#,
        "\n",
        r#"{"type":"RECORD","record":{"stream":"everything","data":{"id":1,"flag":true,"small":-7,"medium":70000,"amount":105.30,"exact":"12345678901234567890123456789.123456789","single":10.4,"double":0.1,"day":"2007-12-03","local":"2007-12-03T10:15:30.123456","at":"2007-12-03T10:15:30.123456Z","bytes":"AAEC/w==","markup":"<a/>","text":"a \"line\"\nand another, é","nested":[1,2]},"emitted_at":1767268800000}}"#,
        "\n",
        r#"{"type":"RECORD","record":{"stream":"everything","data":{"id":2,"flag":null,"small":null,"medium":null,"amount":null,"exact":null,"single":null,"double":null,"day":null,"local":null,"at":null,"bytes":null,"markup":null,"text":null,"nested":null},"emitted_at":1767268800000}}"#,
        "\n",
        r#"{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"everything"},"stream_state":{"checkpoint":1,"format":1,"selection":{"tables":{"everything":"all"}},"tables":{}}},"sourceStats":{"recordCount":2.0}}}"#,
        "\n",
        r#"{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1767268800000.0,"stream_status":{"stream_descriptor":{"name":"everything"},"status":"COMPLETE"}}}"#,
        "\n",
    );
    assert_eq!(spoken.stdout, expected);
    assert_eq!(spoken.stderr, "");
}

#[test]
fn operations_become_whole_rows_and_deletes() {
    let sandbox = Sandbox::of::<operations>();
    let spoken =
        read(&sandbox, &json!({}), json!([stream("thing", Some("shop"), "incremental", "append_dedup")]), &NO_STATE);
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    let record = |data: &str, at: u64| {
        format!(
            r#"{{"type":"RECORD","record":{{"stream":"thing","namespace":"shop","data":{{{data}}},"emitted_at":{at}}}}}"#
        )
    };
    let gone = r#""_ab_cdc_deleted_at":"2026-01-01T12:00:00Z""#;
    // A version of a row is always later than the one before.
    let expected = [
        record(r#""id":1,"name":"thing 1","seen":0"#, 1767268800000),
        record(r#""id":2,"name":"thing 2","seen":0"#, 1767268800000),
        record(r#""id":3,"name":"thing 3","seen":0"#, 1767268800000),
        record(r#""id":4,"name":"thing 4","seen":0"#, 1767268800000),
        record(r#""id":2,"name":null,"seen":0"#, 1767268800001),
        record(&format!(r#""id":3,"seen":0,{gone}"#), 1767268800001),
        record(r#""id":3,"name":"back","seen":1"#, 1767268800002),
        record(&format!(r#""id":1,"seen":0,{gone}"#), 1767268800001),
        record(&format!(r#""id":2,"seen":0,{gone}"#), 1767268800002),
        record(&format!(r#""id":3,"seen":1,{gone}"#), 1767268800003),
        record(&format!(r#""id":4,"seen":0,{gone}"#), 1767268800001),
        record(r#""id":5,"name":"last","seen":1"#, 1767268800000),
    ];
    assert_eq!(lines(&spoken, "RECORD"), expected);
    let counts: Vec<_> =
        spoken.messages().iter().filter_map(|m| m["state"]["sourceStats"]["recordCount"].as_f64()).collect();
    assert_eq!(counts, [6.0, 6.0]);
    assert!(lines(&spoken, "LOG").is_empty(), "all of it could be told");
}

#[test]
fn an_update_of_an_unknown_row_fails_and_a_truncate_warns() {
    let sandbox = Sandbox::of::<operations>();
    let streams = json!([stream("thing", Some("shop"), "incremental", "append_dedup")]);
    let state = json!([{ "type": "STREAM", "stream": {
        "stream_descriptor": { "name": "thing", "namespace": "shop" },
        "stream_state": { "format": 1, "tables": { "shop.thing": { "next": 7 } } },
    } }]);
    let spoken = read(&sandbox, &json!({}), streams.clone(), &state);
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    let warning = &lines(&spoken, "LOG")[0];
    assert!(warning.contains(r#""level":"WARN""#) && warning.contains("rows of earlier syncs stay"), "{warning}");

    let state = json!({ "format": 1, "tables": { "shop.thing": { "next": 0 } }, "selection": { "tables": { "shop.thing": "all" } } });
    let spoken = read(&sandbox, &json!({}), streams, &state);
    assert_eq!(spoken.exit_code, 1);
    let trace = spoken.messages().pop().unwrap();
    assert_eq!(trace["trace"]["error"]["failure_type"], "system_error");
    assert_eq!(
        trace["trace"]["error"]["message"],
        "table `shop.thing`: a row was updated that this sync did not write lately, and Airbyte knows whole rows only; \
         let the connector upsert the whole row instead"
    );
    assert!(spoken.stdout.contains(r#""status":"INCOMPLETE""#) && !spoken.stdout.contains(r#""status":"COMPLETE""#));
}

#[test]
fn a_full_refresh_starts_over_and_ends_with_its_mark() {
    let sandbox = Sandbox::of::<Several>();
    let streams = json!([
        stream("event", None, "full_refresh", "overwrite"),
        stream("parent", None, "incremental", "append_dedup")
    ]);
    let saved = json!({ "format": 1, "tables": { "event": { "next": 4 }, "parent": { "next": 5 } } });
    let spoken = read(&sandbox, &json!({}), streams, &saved);
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    let of = |name: &str| {
        lines(&spoken, "RECORD").iter().filter(|line| line.contains(&format!(r#""stream":"{name}""#))).count()
    };
    assert_eq!((of("event"), of("parent"), of("child")), (5, 1, 0));
    let mark = r#"{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"event"},"stream_state":{"__ab_no_cursor_state_message":true}},"sourceStats":{"recordCount":5.0}}}"#;
    assert_eq!(
        lines(&spoken, "STATE").iter().filter(|line| line.contains(r#""name":"event""#)).collect::<Vec<_>>(),
        [mark]
    );
}

#[test]
fn columns_outside_the_configured_schema_are_not_read() {
    let mut chosen = stream("thing", Some("shop"), "full_refresh", "overwrite");
    chosen["stream"]["json_schema"] = json!({ "properties": { "name": {}, "_ab_cdc_deleted_at": {} } });
    let spoken = read(&Sandbox::of::<operations>(), &json!({}), json!([chosen]), &NO_STATE);
    assert_eq!(spoken.messages()[2]["record"]["data"], json!({ "id": 1, "name": "thing 1" }), "{spoken:?}");
}

#[test]
fn the_catalog_describes_the_streams() {
    let files = Files::new();
    let config = files.text("config.json", "{}");
    let spoken = Sandbox::of::<operations>().speak(Protocol::Airbyte, &["discover", "--config", &config]);
    let expected = concat!(
        r#"{"type":"CATALOG","catalog":{"streams":[{"name":"thing","namespace":"shop","json_schema":{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","description":"A thing that comes, changes and goes.","properties":{"#,
        r#""id":{"type":"integer"},"name":{"type":["null","string"]},"seen":{"type":["null","integer"]},"_ab_cdc_deleted_at":{"airbyte_type":"timestamp_with_timezone","format":"date-time","type":["null","string"]}},"additionalProperties":true},"#,
        r#""supported_sync_modes":["full_refresh","incremental"],"source_defined_cursor":true,"default_cursor_field":["seen"],"source_defined_primary_key":[["id"]]}]}}"#,
        "\n",
    );
    assert_eq!(spoken.stdout, expected);

    let spoken = Sandbox::of::<all_types>().speak(Protocol::Airbyte, &["discover", "--config", &config]);
    let properties = &spoken.messages()[0]["catalog"]["streams"][0]["json_schema"]["properties"];
    for (name, schema) in [
        ("id", json!({ "type": "integer", "description": "The key." })),
        ("flag", json!({ "type": ["null", "boolean"] })),
        ("small", json!({ "type": ["null", "integer"] })),
        ("amount", json!({ "type": ["null", "number"] })),
        ("exact", json!({ "type": ["null", "string"] })),
        ("double", json!({ "type": ["null", "number"] })),
        ("day", json!({ "type": ["null", "string"], "format": "date" })),
        (
            "local",
            json!({ "type": ["null", "string"], "format": "date-time", "airbyte_type": "timestamp_without_timezone" }),
        ),
        ("at", json!({ "type": ["null", "string"], "format": "date-time", "airbyte_type": "timestamp_with_timezone" })),
        ("bytes", json!({ "type": ["null", "string"], "contentEncoding": "base64" })),
        ("text", json!({ "type": ["null", "string"] })),
    ] {
        assert_eq!(properties[name], schema, "{name}");
    }
}

#[test]
fn the_spec_is_a_form() {
    let spec = Sandbox::of::<Shop>().speak(Protocol::Airbyte, &["spec"]).messages().remove(0);
    let schema = &spec["spec"]["connectionSpecification"];
    assert_eq!(schema["required"], json!(["url", "auth", "tags"]));
    assert_eq!(
        schema["properties"]["url"],
        json!({ "type": "string", "title": "Url", "description": "Where the shop lives.", "examples": ["https://shop.example"], "order": 0 })
    );
    assert_eq!(
        schema["properties"]["page_size"],
        json!({ "type": "integer", "title": "Page size", "default": 100, "order": 4 })
    );
    assert_eq!(
        schema["properties"]["key_file"],
        json!({ "type": "string", "multiline": true, "title": "Key file", "airbyte_secret": true, "writeOnly": true, "order": 7 })
    );
    let auth = &schema["properties"]["auth"];
    assert_eq!(auth["oneOf"][0]["title"], "Basic");
    assert_eq!(auth["oneOf"][0]["properties"]["auth"]["const"], "basic");
    assert_eq!(
        auth["oneOf"][0]["properties"]["password"],
        json!({ "type": "string", "title": "Password", "airbyte_secret": true, "writeOnly": true, "order": 1 })
    );
    assert_eq!(auth["oneOf"][1]["required"], json!(["auth", "token"]));
    assert!(schema["properties"].get("password").is_none(), "it is shown inside the choice");
}

#[test]
fn a_check_says_what_is_wrong_without_the_secret() {
    let files = Files::new();
    let nested = json!({ "url": "u", "tags": [], "auth": { "auth": "basic", "password": "open-sesame" } });
    let flat = json!({ "url": "u", "tags": [], "auth": "basic", "password": "open-sesame" });
    for config in [nested, flat] {
        let config = files.json("config.json", &config);
        let spoken = Sandbox::of::<Shop>().speak(Protocol::Airbyte, &["check", "--config", &config]);
        assert_eq!(
            spoken.messages(),
            [json!({ "type": "CONNECTION_STATUS", "connectionStatus": { "status": "SUCCEEDED" } })]
        );
    }
    let config =
        files.json("config.json", &json!({ "url": "u", "tags": [], "auth": "basic", "password": "sesame-shut" }));
    let spoken = Sandbox::of::<Shop>().speak(Protocol::Airbyte, &["check", "--config", &config]);
    assert_eq!(spoken.exit_code, 0);
    let status = &spoken.messages()[0]["connectionStatus"];
    assert_eq!(*status, json!({ "status": "FAILED", "message": "The password is right: the shop refused `***`" }));
    let streams = json!([stream("thing", Some("shop"), "incremental", "append_dedup")]);
    let spoken = read(
        &Sandbox::of::<Shop>(),
        &json!({ "url": "u", "tags": [], "auth": "basic", "password": "sesame-shut" }),
        streams,
        &NO_STATE,
    );
    assert!(
        spoken.stdout.contains(r#"{"type":"LOG","log":{"level":"INFO","message":"signing in with ***"}}"#),
        "{spoken:?}"
    );
}

#[test]
fn tables_that_nobody_declares_are_found_by_a_sample() {
    let sandbox = Sandbox::of::<surprises>();
    let spoken = sandbox.speak_sync(Protocol::Airbyte, &json!({}));
    assert_eq!(spoken.exit_code, 0, "{spoken:?}");
    assert_eq!(lines(&spoken, "RECORD").len(), 20_000);
    let files = Files::new();
    let config = files.text("config.json", "{}");
    let discovered = sandbox.speak(Protocol::Airbyte, &["discover", "--config", &config]).messages();
    let stream = &discovered[0]["catalog"]["streams"][0];
    assert_eq!((&stream["name"], &stream["namespace"]), (&json!("gift"), &json!("box")));
    let properties: Vec<_> = stream["json_schema"]["properties"].as_object().unwrap().keys().collect();
    assert_eq!(properties, ["_ab_cdc_deleted_at", "colour", "id"]);

    let catalog = files.text("catalog.json", &sandbox.speak(Protocol::Singer, &["--discover"]).stdout);
    let tap = sandbox.speak(Protocol::Singer, &["--catalog", &catalog]);
    assert_eq!((tap.exit_code, lines(&tap, "RECORD").len()), (0, 20_000));
}
