//! The connector as an Airbyte source and as a Singer tap.
#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "lines/airbyte.rs"]
mod airbyte;
#[path = "lines/bad_input.rs"]
mod bad_input;
#[path = "lines/connectors.rs"]
mod connectors;
#[path = "lines/files.rs"]
mod files;
#[path = "lines/moves.rs"]
mod moves;
#[path = "lines/resume.rs"]
mod resume;
#[path = "lines/singer.rs"]
mod singer;
