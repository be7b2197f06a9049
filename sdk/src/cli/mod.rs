//! The command line, the same for every connector.
//!
//! Results go to stdout; progress, logs and errors go to stderr. A command is one file in `commands` and one line in
//! `COMMANDS`.

mod args;
mod commands;
mod exit;
mod format;
mod grid;
mod io;
mod keep;
mod log;
mod names;
mod platforms;
mod progress;
mod project;
mod report;
mod runtime;
mod session;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::ArgMatches;

use self::io::Io;
use self::session::Session;
use crate::connector::Connector;
use crate::engine::Definition;
use crate::error::Result;

/// A word of the command line.
struct Command {
    name: &'static str,
    /// Describes its arguments.
    arguments: fn(clap::Command) -> clap::Command,
    /// Does it, and gives the exit code.
    run: fn(&mut Session<'_>, &ArgMatches) -> Result<u8>,
}

/// Every command, in the order of `--help`. The first one is meant where no word is given.
const COMMANDS: &[Command] = &[
    commands::sync::COMMAND,
    commands::check::COMMAND,
    commands::schema::COMMAND,
    commands::preview::COMMAND,
    commands::query::COMMAND,
    commands::state::COMMAND,
    commands::reset::COMMAND,
    commands::config::COMMAND,
    #[cfg(feature = "fivetran")]
    commands::serve::COMMAND,
];

/// Runs a connector as a program: reads the command line and does what it says.
///
/// `#[connector]` writes a `main` that calls it. By hand: `connector_sdk::cli::main::<Shop>()`.
/// The exit code is 0 when it is done, 1 when the sync or a check failed, and 2 when the command line or the
/// configuration has a mistake.
pub fn main<C: Connector>() -> ExitCode {
    start(Definition::of::<C>())
}

/// The part that is compiled once for all connectors.
fn start(definition: Definition) -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(code) = platforms::answer(&definition, &arguments) {
        return code;
    }
    let mut io = Io::of_process();
    exit::report_panics(io.screen.clone());
    // The hook has told what happened.
    let code = std::panic::catch_unwind(AssertUnwindSafe(|| run(&definition, arguments, &mut io)));
    ExitCode::from(code.unwrap_or(exit::FAILED))
}

/// One run of the program, whose name is the first of the arguments.
fn run(definition: &Definition, arguments: Vec<OsString>, io: &mut Io) -> u8 {
    let program = io.program(definition, arguments.first());
    if let Some(text) = platforms::left_out(&arguments) {
        io.screen.line(&text);
        return exit::USAGE;
    }
    #[cfg(feature = "fivetran")]
    let arguments = commands::serve::with_word(arguments);
    let mut parser = args::parser(definition, &program, COMMANDS);
    let matches = match parser.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => return exit::usage(io, &error),
    };
    let (command, own) = match matches.subcommand() {
        Some((word, own)) => {
            if let Some(flag) = args::misplaced(&matches) {
                let message = format!("`{flag}` belongs to `sync`: write it after that word");
                return exit::usage(io, &parser.error(clap::error::ErrorKind::ArgumentConflict, message));
            }
            (COMMANDS.iter().find(|command| command.name == word).unwrap_or(&COMMANDS[0]), own)
        }
        None => (&COMMANDS[0], &matches),
    };
    let options = args::Options::of(own);
    io.screen.set_up(options.json, options.level);
    #[cfg(feature = "fivetran")]
    if command.name == commands::serve::COMMAND.name {
        return commands::serve::serve(definition, own, io);
    }
    if io.is_process {
        log::install(io.screen.clone());
    }
    let result =
        Session::new(definition, program, options, io).and_then(|mut session| (command.run)(&mut session, own));
    match result {
        Ok(code) => code,
        Err(error) => {
            exit::report(&io.screen, &error);
            exit::code_of(std::slice::from_ref(&error))
        }
    }
}
