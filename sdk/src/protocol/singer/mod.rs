//! The connector as a Singer tap: SCHEMA, RECORD and STATE lines on stdout, logs and metrics on stderr.
//!
//! | ours | Singer's |
//! |---|---|
//! | upsert | RECORD with all columns |
//! | update | RECORD of the row as it is then, if this sync wrote it lately; otherwise the sync fails, as a partial record may erase the other columns |
//! | delete | RECORD with the key and `_sdc_deleted_at`, with `--deletes`; otherwise a warning |
//! | truncate | ACTIVATE_VERSION, with `--activate-version`; otherwise, with `--deletes`, deletes of the rows that this sync wrote; and a warning where rows stay |
//! | checkpoint | STATE with everything that is kept |
//!
//! A stream is called as its table; `schema-table` where the source has schemas, as targets expect it.

mod about;
mod args;
mod catalog;
mod command;
mod sink;

use std::ffi::OsString;
use std::process::ExitCode;

use super::lines::host::{self, Host};
use crate::engine::Definition;

/// Runs a connector as a Singer tap. The arguments come without the program's name: `--config config.json`.
pub fn main(definition: &Definition, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let host = Host::process();
    host::report_panics(&host.err);
    ExitCode::from(run(definition, arguments.into_iter().collect(), &host))
}

/// One run, with its surroundings; returns the exit code.
pub(crate) fn run(definition: &Definition, arguments: Vec<OsString>, host: &Host) -> u8 {
    let code = match args::parse(definition, arguments) {
        Ok(asked) => command::run(definition, &asked, host),
        Err(error) => {
            let told = if error.use_stderr() { &host.err } else { &host.out };
            // Where the text cannot be written there is nobody to read it.
            let _ = told.text(&error.render().to_string());
            if error.use_stderr() { host::USAGE } else { host::DONE }
        }
    };
    if host.out.is_closed() { host::CLOSED } else { code }
}
