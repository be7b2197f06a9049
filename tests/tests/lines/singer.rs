//! A tap's messages, line by line.

use connector_sdk::testing::{Protocol, Sandbox, Spoken};
use serde_json::{Value as Json, json};

use crate::connectors::{Several, Shop, all_types, blanks, operations};
use crate::files::{Files, lines};

fn tap(sandbox: &Sandbox, switches: &[&str], catalog: Option<&Json>) -> Spoken {
    let files = Files::new();
    let catalog = catalog.map(|catalog| files.json("catalog.json", catalog));
    let mut arguments = switches.to_vec();
    if let Some(catalog) = &catalog {
        arguments.extend(["--catalog", catalog]);
    }
    sandbox.speak(Protocol::Singer, &arguments)
}

#[test]
fn each_type_has_its_json() {
    let spoken = tap(&Sandbox::of::<all_types>(), &[], None);
    assert_eq!(spoken.exit_code, 0);
    let expected = concat!(
        r#"{"type":"SCHEMA","stream":"everything","schema":{"type":"object","description":"Every type once, with and without a value.","properties":{"id":{"description":"The key.","type":"integer"},"flag":{"type":["null","boolean"]},"small":{"type":["null","integer"]},"medium":{"type":["null","integer"]},"amount":{"type":["null","number"]},"exact":{"format":"singer.decimal","type":["null","string"]},"single":{"type":["null","number"]},"double":{"type":["null","number"]},"day":{"format":"date","type":["null","string"]},"local":{"type":["null","string"]},"at":{"format":"date-time","type":["null","string"]},"bytes":{"contentEncoding":"base64","type":["null","string"]},"markup":{"type":["null","string"]},"text":{"type":["null","string"]},"nested":{"type":["null","object","array","string","number","boolean"]}}},"key_properties":["id"]}"#,
        "\n",
        r#"{"type":"RECORD","stream":"everything","record":{"id":1,"flag":true,"small":-7,"medium":70000,"amount":105.30,"exact":"12345678901234567890123456789.123456789","single":10.4,"double":0.1,"day":"2007-12-03","local":"2007-12-03T10:15:30.123456","at":"2007-12-03T10:15:30.123456Z","bytes":"AAEC/w==","markup":"<a/>","text":"a \"line\"\nand another, é","nested":[1,2]},"time_extracted":"2026-01-01T12:00:00Z"}"#,
        "\n",
        r#"{"type":"RECORD","stream":"everything","record":{"id":2,"flag":null,"small":null,"medium":null,"amount":null,"exact":null,"single":null,"double":null,"day":null,"local":null,"at":null,"bytes":null,"markup":null,"text":null,"nested":null},"time_extracted":"2026-01-01T12:00:00Z"}"#,
        "\n",
        r#"{"type":"STATE","value":{"bookmarks":{},"format":1}}"#,
        "\n",
    );
    assert_eq!(spoken.stdout, expected);
    assert_eq!(
        spoken.stderr,
        "INFO METRIC: {\"type\":\"counter\",\"metric\":\"record_count\",\"value\":2,\"tags\":{\"stream\":\"everything\"}}\n"
    );
}

#[test]
fn operations_follow_what_the_target_takes() {
    let sandbox = Sandbox::of::<operations>();
    let spoken = tap(&sandbox, &[], None);
    assert_eq!(lines(&spoken, "RECORD").len(), 7, "{spoken:?}");
    assert!(
        spoken.stderr.contains("WARNING table `shop.thing`: 1 deleted rows stay in the target"),
        "{}",
        spoken.stderr
    );
    assert!(spoken.stderr.contains("WARNING table `shop.thing`: the source emptied it"), "{}", spoken.stderr);

    let spoken = tap(&sandbox, &["--deletes"], None);
    let deleted: Vec<_> = spoken
        .messages()
        .iter()
        .filter(|m| m["record"]["_sdc_deleted_at"].is_string())
        .map(|m| m["record"]["id"].clone())
        .collect();
    assert_eq!(deleted, [3, 1, 2, 3, 4]);
    assert!(!spoken.stderr.contains("WARNING"), "{}", spoken.stderr);

    let spoken = tap(&sandbox, &["--activate-version"], None);
    let activated = r#"{"type":"ACTIVATE_VERSION","stream":"shop-thing","version":1767268801}"#;
    assert_eq!(lines(&spoken, "ACTIVATE_VERSION"), [activated]);
    let versions: Vec<_> = spoken
        .messages()
        .iter()
        .filter(|m| m["type"] == "RECORD")
        .map(|m| m["version"].as_i64().unwrap() - 1767268800)
        .collect();
    assert_eq!(versions, [0, 0, 0, 0, 0, 0, 1]);
}

#[test]
fn a_full_table_activates_its_version_before_its_rows() {
    let sandbox = Sandbox::of::<Several>();
    let catalog = json!({ "streams": [{
        "tap_stream_id": "event", "schema": {},
        "metadata": [{ "breadcrumb": [], "metadata": { "selected": true, "replication-method": "FULL_TABLE" } }],
    }] });
    let spoken = tap(&sandbox, &["--activate-version"], Some(&catalog));
    let types: Vec<_> = spoken.messages().iter().map(|m| m["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(types[..3], ["SCHEMA", "ACTIVATE_VERSION", "RECORD"]);
    assert_eq!(lines(&spoken, "SCHEMA").len(), 1, "one stream is selected");
}

#[test]
fn a_schema_comes_again_when_columns_come_to_light_or_widen() {
    let spoken = tap(&Sandbox::of::<Several>(), &[], None);
    let notes: Vec<Json> = spoken.messages().into_iter().filter(|m| m["stream"] == "notes").collect();
    let summary: Vec<_> = notes
        .iter()
        .map(|m| match m["type"].as_str().unwrap() {
            "SCHEMA" => m["schema"]["properties"]["value"]["type"][1].clone(),
            _ => m["record"]["value"].clone(),
        })
        .collect();
    assert_eq!(summary, [json!("integer"), json!(1), json!("number"), json!(2.5), json!("string"), json!("three")]);
}

#[test]
fn a_column_is_in_the_records_from_when_it_is_in_the_schema() {
    let spoken = tap(&Sandbox::of::<blanks>(), &[], None);
    let records: Vec<_> = spoken.messages().into_iter().filter(|m| m["type"] == "RECORD").collect();
    let records: Vec<_> = records.iter().map(|m| m["record"].clone()).collect();
    assert_eq!(records, [json!({ "id": 1 }), json!({ "id": 2, "answer": "yes" })]);
    assert_eq!(lines(&spoken, "SCHEMA").len(), 2);
}

#[test]
fn metadata_selects() {
    let sandbox = Sandbox::of::<operations>();
    let catalog: Json = serde_json::from_str(&sandbox.speak(Protocol::Singer, &["--discover"]).stdout).unwrap();
    let stream = |catalog: &Json| catalog["streams"][0]["metadata"].clone();
    assert_eq!(
        stream(&catalog)[1],
        json!({ "breadcrumb": ["properties", "id"], "metadata": { "inclusion": "automatic", "selected-by-default": true } })
    );

    let records = |change: &dyn Fn(&mut Json)| {
        let mut catalog = catalog.clone();
        change(&mut catalog["streams"][0]["metadata"]);
        let spoken = tap(&sandbox, &[], Some(&catalog));
        assert_eq!(spoken.exit_code, 0, "{spoken:?}");
        spoken.messages().iter().find(|m| m["type"] == "RECORD").map(|m| m["record"].clone())
    };
    assert_eq!(records(&|_| {}), Some(json!({ "id": 1, "name": "thing 1", "seen": 0 })));
    assert_eq!(records(&|m| m[2]["metadata"]["selected"] = false.into()), Some(json!({ "id": 1, "seen": 0 })));
    assert_eq!(records(&|m| m[2]["metadata"]["inclusion"] = "unsupported".into()), Some(json!({ "id": 1, "seen": 0 })));
    // What is automatic is always sent.
    assert_eq!(
        records(&|m| m[1]["metadata"]["selected"] = false.into()),
        Some(json!({ "id": 1, "name": "thing 1", "seen": 0 }))
    );
    assert_eq!(records(&|m| m[0]["metadata"]["selected"] = false.into()), None);
    assert_eq!(records(&|m| m[0]["metadata"] = json!({ "inclusion": "available" })), None);
}

#[test]
fn the_tap_describes_itself() {
    let sandbox = Sandbox::of::<Several>();
    assert_eq!(sandbox.speak(Protocol::Singer, &["--version"]).stdout, "several v1.2.3\n");
    let about: Json =
        serde_json::from_str(&sandbox.speak(Protocol::Singer, &["--about", "--format=json"]).stdout).unwrap();
    assert_eq!((&about["name"], &about["capabilities"][2]), (&json!("several"), &json!("catalog")));
    let markdown = Sandbox::of::<Shop>().speak(Protocol::Singer, &["--about", "--format", "markdown"]).stdout;
    assert!(markdown.contains("| `page_size` | no | 100 | integer | Page size |"), "{markdown}");
}

#[test]
fn a_test_runs_the_checks() {
    let files = Files::new();
    let config =
        files.json("config.json", &json!({ "url": "u", "tags": [], "auth": "basic", "password": "open-sesame" }));
    let spoken = Sandbox::of::<Shop>().speak(Protocol::Singer, &["--test", "--config", &config]);
    assert_eq!((spoken.exit_code, &*spoken.stdout, &*spoken.stderr), (0, "", "INFO The password is right: passed\n"));
    let more = files.json("more.json", &json!({ "password": "wrong-one" }));
    let spoken = Sandbox::of::<Shop>().speak(Protocol::Singer, &["--test", "--config", &config, "--config", &more]);
    assert_eq!((spoken.exit_code, &*spoken.stderr), (1, "CRITICAL The password is right: the shop refused `***`\n"));
}
