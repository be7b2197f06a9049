//! The connector as an Airbyte source: `spec`, `check`, `discover` and `read`, one JSON message a line on stdout.
//!
//! | ours | Airbyte's |
//! |---|---|
//! | upsert | RECORD with all columns |
//! | update | RECORD of the row as it is then, if this sync wrote it lately; otherwise the sync fails, as a partial record would erase the other columns |
//! | delete | RECORD with the key and `_ab_cdc_deleted_at` |
//! | truncate | nothing where the stream starts empty; otherwise deletes of the rows that this sync wrote, and a warning that older ones stay |
//! | checkpoint | one STATE for each stream that has something new |
//!
//! `docs/airbyte.md` shows how a connector becomes an image.

mod args;
mod catalog;
mod command;
mod control;
mod delete;
mod message;
mod sink;
pub(crate) mod state;

use std::ffi::OsString;
use std::process::ExitCode;

use super::lines::host::{self, Host};
use crate::engine::Definition;

/// Runs a connector as an Airbyte source. The arguments come without the program's name:
/// `read --config config.json --catalog catalog.json`.
pub fn main(definition: &Definition, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let host = Host::process();
    host::report_panics(&host.err);
    ExitCode::from(run(definition, arguments.into_iter().collect(), &host))
}

/// One run, with its surroundings; returns the exit code.
pub(crate) fn run(definition: &Definition, arguments: Vec<OsString>, host: &Host) -> u8 {
    let code = match args::parse(definition, arguments) {
        Ok(command) => command::run(definition, &command, host),
        Err(error) => {
            let told = if error.use_stderr() { &host.err } else { &host.out };
            // Where the text cannot be written there is nobody to read it.
            let _ = told.text(&error.render().to_string());
            if error.use_stderr() { host::USAGE } else { host::DONE }
        }
    };
    if host.out.is_closed() { host::CLOSED } else { code }
}
