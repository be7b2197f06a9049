//! On a platform stdout is the protocol's, whatever the connector prints.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use connector_sdk::testing::json;
use support::{Folder, VICTIM, said};

const PRINTED: &str = "what a library has to say";

fn victim(arguments: &[&str]) -> Command {
    let mut command = Command::new(VICTIM);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn assert_lines_of_json(lines: &str) {
    for line in lines.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "not a message: {line}");
    }
}

#[test]
fn what_a_connector_prints_is_no_message_of_airbyte_or_singer() {
    let folder = Folder::new();
    let write = |name: &str, content: serde_json::Value| {
        std::fs::write(folder.file(name), content.to_string()).unwrap();
        folder.file(name).to_str().unwrap().to_owned()
    };
    let config = write("config.json", json!({ "print": PRINTED, "measures": 1 }));
    let stream = json!({ "name": "rate", "json_schema": {}, "supported_sync_modes": ["full_refresh"] });
    let configured = json!({ "stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append" });
    let catalog = write("catalog.json", json!({ "streams": [configured] }));
    for arguments in
        [vec!["airbyte", "read", "--config", &config, "--catalog", &catalog], vec!["singer", "--config", &config]]
    {
        let output = victim(&arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        let out = String::from_utf8(output.stdout).unwrap();
        assert!(out.contains("currency"), "{arguments:?}: {out}");
        assert_lines_of_json(&out);
        assert!(String::from_utf8_lossy(&output.stderr).contains(PRINTED), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_sync_quietly() {
    let folder = Folder::new();
    let write = |name: &str, content: serde_json::Value| {
        std::fs::write(folder.file(name), content.to_string()).unwrap();
        folder.file(name).to_str().unwrap().to_owned()
    };
    let config = write("config.json", json!({ "measures": 100_000 }));
    let stream = json!({ "name": "measure", "json_schema": {}, "supported_sync_modes": ["full_refresh"] });
    let configured = json!({ "stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append" });
    let catalog = write("catalog.json", json!({ "streams": [configured] }));
    for arguments in
        [vec!["airbyte", "read", "--config", &config, "--catalog", &catalog], vec!["singer", "--config", &config]]
    {
        let mut child = victim(&arguments).spawn().unwrap();
        // `head` does the same.
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(out.any(|line| line.unwrap().contains("RECORD")), "{arguments:?}");
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{arguments:?}: {}", said(&output));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(!errors.contains("panicked") && !errors.contains("CRITICAL"), "{arguments:?}: {errors}");
    }
}

#[test]
fn on_the_command_line_of_people_it_is_printed_as_ever() {
    let folder = Folder::new();
    let mut command = support::command_line(VICTIM, folder.path());
    let printed = support::succeed(command.env("VICTIM_PRINT", PRINTED).env("VICTIM_MEASURES", "1"), "a sync");
    assert!(BufReader::new(printed.as_bytes()).lines().any(|line| line.unwrap() == PRINTED), "{printed}");
}
