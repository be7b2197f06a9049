//! `serve`: a Fivetran Partner SDK source. The platform starts the program with `--port` and no word.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, value_parser};
use tracing_subscriber::layer::SubscriberExt;

use crate::cli::io::Io;
use crate::cli::session::Session;
use crate::cli::{Command, exit, runtime};
use crate::engine::{Definition, Stop};
use crate::error::Result;
use crate::protocol::fivetran::{self, DEFAULT_PORT, LogLayer};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "serve",
    arguments: |command| {
        command
            .about("Serve Fivetran's Partner SDK protocol")
            .arg(
                Arg::new("port")
                    .long("port")
                    .value_name("PORT")
                    .value_parser(value_parser!(u16))
                    .help(format!("Where to listen, on IPv6 and IPv4 [default: {DEFAULT_PORT}]")),
            )
            .after_help(
                "Configuration, selection and state come over the wire; no file is read or written. Logs go to stdout,\n\
                 one JSON object a line. `--port` means this even without the word.",
            )
    },
    run: never,
};

/// It runs without a session, which would look for a project and log to stderr.
fn never(_session: &mut Session<'_>, _matches: &ArgMatches) -> Result<u8> {
    Ok(exit::DONE)
}

/// The arguments with the word that `--port` stands for.
pub(in crate::cli) fn with_word(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let is_port = |argument: &OsString| {
        argument.to_str().is_some_and(|argument| argument == "--port" || argument.starts_with("--port="))
    };
    if arguments.iter().any(is_port) && arguments.iter().all(|argument| argument != COMMAND.name) {
        arguments.insert(1, COMMAND.name.into());
    }
    arguments
}

/// Serves until the process is told to stop. Gives the exit code.
pub(in crate::cli) fn serve(definition: &Definition, matches: &ArgMatches, io: &Io) -> u8 {
    if io.is_process {
        let layer = LogLayer::to_stdout();
        let layer = if matches.get_count("verbose") > 0 { layer.verbose() } else { layer };
        // Does nothing where the author has set up something else.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
    }
    let port = matches.get_one("port").copied().unwrap_or(DEFAULT_PORT);
    let stop = Stop::default();
    let served = runtime::complete(io, &stop, fivetran::serve(definition.clone(), port, stop.clone()));
    match served {
        Ok(()) => exit::DONE,
        Err(error) => {
            tracing::error!("{error}");
            exit::report(&io.screen, &error);
            exit::code_of(std::slice::from_ref(&error))
        }
    }
}
