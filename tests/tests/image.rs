//! The image for Airbyte, as far as it can be tried without building it: what its Dockerfile says about the program holds.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

const DOCKERFILE: &str = include_str!("../../docker/airbyte/Dockerfile");
const WORKSPACE: &str = include_str!("../../Cargo.toml");

/// What follows these words at the beginning of a line.
fn after<'a>(text: &'a str, words: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.strip_prefix(words));
    line.unwrap_or_else(|| panic!("no line begins with `{words}`"))
}

#[test]
fn the_entry_point_is_an_airbyte_source() {
    let entry_point: Vec<String> = serde_json::from_str(after(DOCKERFILE, "ENTRYPOINT ")).unwrap();
    assert_eq!(after(DOCKERFILE, "ENV AIRBYTE_ENTRYPOINT="), entry_point.join(" "), "the platform runs something else");
    let name = Path::new(&entry_point[0]).file_name().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    symlink(env!("CARGO_BIN_EXE_hello_example"), &program).unwrap();
    let output = Command::new(&program).arg("spec").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let message: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(message["type"], "SPEC");
    let help = String::from_utf8(Command::new(&program).arg("--help").output().unwrap().stdout).unwrap();
    assert!(help.contains(&format!("Usage: {}", name.display())), "{help}");
}

#[test]
fn the_image_of_rust_can_compile_the_workspace() {
    let version = |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let image = version(after(DOCKERFILE, "FROM rust:").split('-').next().unwrap());
    let needed = version(after(WORKSPACE, "rust-version = ").trim_matches('"'));
    assert!(image >= needed, "the workspace needs Rust {needed:?}, the image is {image:?}");
}
