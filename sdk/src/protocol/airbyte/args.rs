//! Airbyte's command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::engine::Definition;
use crate::protocol::lines::host;

/// What the platform asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) verb: Verb,
    /// Whether events of level DEBUG are logged too.
    pub(super) debug: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verb {
    Spec,
    Check { config: PathBuf },
    Discover { config: PathBuf },
    Read { config: PathBuf, catalog: PathBuf, state: Option<PathBuf> },
}

/// Reads the arguments that follow the program's name.
pub(super) fn parse(definition: &Definition, arguments: Vec<OsString>) -> Result<Asked, clap::Error> {
    let matches = parser(definition).try_get_matches_from(arguments)?;
    let (verb, matches) = match matches.subcommand() {
        Some(("check", matches)) => (Verb::Check { config: path(matches, "config") }, matches),
        Some(("discover", matches)) => (Verb::Discover { config: path(matches, "config") }, matches),
        Some(("read", matches)) => {
            let state = matches.get_one::<PathBuf>("state").cloned();
            (Verb::Read { config: path(matches, "config"), catalog: path(matches, "catalog"), state }, matches)
        }
        Some((_, matches)) => (Verb::Spec, matches),
        None => (Verb::Spec, &matches),
    };
    Ok(Asked { verb, debug: matches.get_flag("debug") })
}

fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

fn parser(definition: &Definition) -> Command {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
    };
    let config = || file("config", "The configuration, as `spec` describes it").required(true);
    let debug = Arg::new("debug").long("debug").global(true).action(ArgAction::SetTrue).help("Log more");
    Command::new("airbyte")
        .about(format!("`{}` as an Airbyte source: messages on stdout, one JSON object a line", definition.info.name))
        .no_binary_name(true)
        .bin_name(host::called("airbyte", "source-"))
        .subcommand_required(true)
        .arg(debug)
        .subcommand(Command::new("spec").about("Describes the configuration"))
        .subcommand(Command::new("check").about("Tests a configuration").arg(config()))
        .subcommand(Command::new("discover").about("Describes the streams").arg(config()))
        .subcommand(
            Command::new("read")
                .about("Reads the streams of a configured catalog")
                .arg(config())
                .arg(file("catalog", "The configured catalog: the streams and how each is synced").required(true))
                .arg(file("state", "The state messages of an earlier sync, as a JSON array")),
        )
}
