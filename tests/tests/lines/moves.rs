//! A state goes from one way of running to another and back.

use connector_sdk::testing::{Protocol, Sandbox};
use serde_json::{Value as Json, json};

use crate::connectors::{END, Several};
use crate::files::{read, stream};
use std::sync::atomic::Ordering;

/// The states that an Airbyte platform would keep.
fn kept(messages: &[Json]) -> Json {
    messages.iter().filter(|message| message["type"] == "STATE").map(|message| message["state"].clone()).collect()
}

fn parents(messages: &[Json]) -> Vec<i64> {
    let airbyte =
        |message: &Json| message["record"]["data"]["id"].as_i64().filter(|_| message["record"]["stream"] == "parent");
    let singer = |message: &Json| message["record"]["id"].as_i64().filter(|_| message["stream"] == "parent");
    messages.iter().filter_map(|message| airbyte(message).or_else(|| singer(message))).collect()
}

#[test]
fn a_state_moves_through_every_way_of_running() {
    let mut sandbox = Sandbox::of::<Several>();
    END.store(6, Ordering::Relaxed);
    sandbox.sync().unwrap();
    let local = serde_json::to_value(sandbox.saved_state()).unwrap();
    assert_eq!(local["tables"]["parent"], json!({ "next": 6 }));

    let airbyte = sandbox.speak_sync(Protocol::Airbyte, &local);
    assert_eq!((airbyte.exit_code, parents(&airbyte.messages())), (0, vec![]), "{airbyte:?}");
    let airbyte = kept(&airbyte.messages());

    let singer = sandbox.speak_sync(Protocol::Singer, &airbyte);
    assert_eq!((singer.exit_code, parents(&singer.messages())), (0, vec![]), "{singer:?}");
    let value = singer.messages().into_iter().rfind(|message| message["type"] == "STATE").unwrap()["value"].clone();
    assert_eq!(value["bookmarks"], local["tables"]);
    assert_eq!(value["connector"], local["connector"]);

    // And back: through Airbyte to what the local warehouse reads.
    let again = sandbox.speak_sync(Protocol::Airbyte, &value);
    let again = sandbox.speak_sync(Protocol::Singer, &kept(&again.messages()));
    let mut back = again.messages().into_iter().rfind(|message| message["type"] == "STATE").unwrap()["value"].clone();
    let bookmarks = back.as_object_mut().unwrap().remove("bookmarks").unwrap();
    back["tables"] = bookmarks;
    sandbox.set_state(back);
    assert_eq!(sandbox.sync().unwrap().rows, 0, "nothing is read twice");
}

#[test]
fn the_states_of_streams_that_were_not_synced_are_kept() {
    let sandbox = Sandbox::of::<Several>();
    let local = json!({ "format": 1, "tables": { "parent": { "next": 6 }, "event": { "next": 3 }, "gone": { "at": 1 } },
        "versions": { "gone": 3 } });
    let spoken = read(&sandbox, &json!({}), json!([stream("event", None, "incremental", "append")]), &local);
    let states = kept(&spoken.messages());
    let spoken = sandbox.speak_sync(Protocol::Singer, &states);
    let value = &spoken.messages().into_iter().rfind(|message| message["type"] == "STATE").unwrap()["value"];
    assert_eq!(value["bookmarks"]["event"], json!({ "next": 5 }));
    assert_eq!(value["bookmarks"]["parent"], json!({ "next": 6 }));
    assert_eq!((&value["bookmarks"]["gone"], &value["versions"]["gone"]), (&json!({ "at": 1 }), &json!(3)));
}

#[test]
fn the_oldest_of_several_states_counts() {
    let sandbox = Sandbox::of::<Several>();
    let messages = sandbox.speak_sync(Protocol::Airbyte, &json!({})).messages();
    let of = |stream: &str, checkpoint: i64| {
        let is_it = |m: &&Json| {
            let state = &m["state"]["stream"];
            state["stream_descriptor"]["name"] == stream && state["stream_state"]["checkpoint"] == checkpoint
        };
        messages.iter().find(is_it).unwrap()["state"].clone()
    };
    // The destination has the children up to the first checkpoint only, and both come from one reader.
    let torn = json!([of("child", 1), of("parent", 3), of("event", 8), of("notes", 11)]);
    let resumed = sandbox.speak_sync(Protocol::Airbyte, &torn);
    assert_eq!(parents(&resumed.messages()), [2, 3, 4, 5]);
    // It has nothing of the children.
    let torn = json!([of("parent", 3), of("event", 8), of("notes", 11)]);
    let resumed = sandbox.speak_sync(Protocol::Airbyte, &torn);
    assert_eq!(parents(&resumed.messages()), [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_platforms_state_is_read_without_its_platform() {
    let sandbox = Sandbox::of::<Several>();
    let definition = connector_sdk::engine::Definition::of::<Several>();
    let read = |text: &Json| connector_sdk::protocol::parse_state(&text.to_string(), &definition).unwrap();
    let local = json!({ "format": 1, "tables": { "parent": { "next": 6 }, "event": { "next": 5 }, "files": { "next": 3 } },
        "connector": { "calls": 9 } });
    let airbyte = read(&kept(&sandbox.speak_sync(Protocol::Airbyte, &local).messages()));
    let singer = sandbox.speak_sync(Protocol::Singer, &local).messages();
    let singer = read(singer.iter().rfind(|message| message["type"] == "STATE").unwrap());
    for state in [airbyte, singer] {
        assert_eq!(serde_json::to_value(&state.tables).unwrap(), local["tables"]);
        assert_eq!(state.connector, Some(json!({ "calls": 9 })));
    }
}
