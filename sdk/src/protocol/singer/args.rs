//! A tap's command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::engine::Definition;
use crate::protocol::lines::host;

/// What is asked of the tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) verb: Verb,
    /// Files with parts of the configuration, later ones winning. `ENV` names none: the environment is read always.
    pub(super) configs: Vec<PathBuf>,
    pub(super) state: Option<PathBuf>,
    pub(super) catalog: Option<PathBuf>,
    pub(super) extensions: Extensions,
    /// Whether events of level DEBUG are logged too.
    pub(super) debug: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Sync,
    Discover,
    Test,
    Version,
    About(Format),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
    Markdown,
}

/// What goes beyond the specification, and is off because not every target takes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Extensions {
    /// ACTIVATE_VERSION messages, and the version in each record.
    pub(super) versions: bool,
    /// Records of deleted rows.
    pub(super) deletes: bool,
}

/// Reads the arguments that follow the program's name.
pub(super) fn parse(definition: &Definition, arguments: Vec<OsString>) -> Result<Asked, clap::Error> {
    let matches = parser(definition).try_get_matches_from(arguments)?;
    let format = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => Format::Json,
        Some("markdown") => Format::Markdown,
        _ => Format::Text,
    };
    let verb = if matches.get_flag("version") {
        Verb::Version
    } else if matches.get_flag("about") {
        Verb::About(format)
    } else if matches.get_flag("discover") {
        Verb::Discover
    } else if matches.contains_id("test") {
        Verb::Test
    } else {
        Verb::Sync
    };
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let configs = matches.get_many::<PathBuf>("config").into_iter().flatten();
    Ok(Asked {
        verb,
        configs: configs.filter(|path| path.as_os_str() != "ENV").cloned().collect(),
        state: path("state"),
        catalog: path("catalog").or_else(|| path("properties")),
        extensions: Extensions { versions: matches.get_flag("activate-version"), deletes: matches.get_flag("deletes") },
        debug: matches.get_flag("debug"),
    })
}

fn parser(definition: &Definition) -> Command {
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf)).help(help)
    };
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    Command::new("singer")
        .about(format!("`{}` as a Singer tap: messages on stdout, logs on stderr", definition.info.name))
        .no_binary_name(true)
        .bin_name(host::called("singer", "tap-"))
        .disable_version_flag(true)
        .arg(file("config", "The configuration; several files are put together").action(ArgAction::Append))
        .arg(file("state", "The value of the last STATE of an earlier sync"))
        .arg(file("catalog", "The streams, with the selection in their metadata; without it all are synced"))
        .arg(file("properties", "The old name of --catalog").hide(true))
        .arg(flag("discover", "Print the catalog"))
        .arg(flag("about", "Print what the tap is and what can be configured"))
        .arg(Arg::new("format").long("format").value_parser(["text", "json", "markdown"]).help("The form of --about"))
        .arg(
            Arg::new("test")
                .long("test")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("all")
                .value_name("all|schema")
                .help("Test the configuration, without syncing"),
        )
        .arg(flag("version", "Print the version"))
        .arg(flag("activate-version", "Emit ACTIVATE_VERSION for full tables and for emptied ones"))
        .arg(flag("deletes", "Emit deleted rows, with `_sdc_deleted_at`"))
        .arg(flag("debug", "Log more"))
}
