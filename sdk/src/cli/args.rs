//! The flags that all commands share, and the parser.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use tracing::Level;

use super::Command;
use super::commands::sync;
use crate::config::variable_of;
use crate::engine::Definition;
use crate::schema::naming::Naming;

/// What the shared flags say.
pub(super) struct Options {
    pub(super) project: Option<PathBuf>,
    pub(super) configuration: Option<PathBuf>,
    pub(super) destination: String,
    pub(super) naming: Naming,
    pub(super) json: bool,
    pub(super) quiet: bool,
    pub(super) strict: bool,
    pub(super) level: Level,
}

/// Where rows go unless the user says otherwise.
pub(super) const DEFAULT_DESTINATION: &str = "sqlite";

impl Options {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let quiet = matches.get_flag("quiet");
        let level = match (quiet, matches.get_count("verbose")) {
            (true, _) => Level::WARN,
            (false, 0) => Level::INFO,
            (false, 1) => Level::DEBUG,
            (false, _) => Level::TRACE,
        };
        Self {
            project: matches.get_one("project-dir").cloned(),
            configuration: matches.get_one("configuration").cloned(),
            destination: matches.get_one::<String>("destination").cloned().unwrap_or_default(),
            naming: match matches.get_one::<String>("naming").map(String::as_str) {
                Some("source") => Naming::Source,
                _ => Naming::Fivetran,
            },
            json: matches.get_flag("json"),
            quiet,
            strict: matches.get_flag("strict"),
            level,
        }
    }
}

/// The parser of a connector's command line.
pub(super) fn parser(definition: &Definition, program: &str, commands: &[Command]) -> clap::Command {
    let info = &definition.info;
    let mut parser = clap::Command::new(info.name.to_string())
        .bin_name(program.to_owned())
        .after_help(after_help(definition, program))
        .subcommand_value_name("COMMAND")
        .disable_help_subcommand(false);
    let description = info.description.trim();
    parser = match description.is_empty() {
        true => parser.about(format!("Syncs `{}` into a local warehouse", info.name)),
        false => parser.about(description.to_owned()),
    };
    if !info.version.is_empty() {
        parser = parser.version(info.version.to_string());
    }
    let words = commands.iter().map(|command| (command.arguments)(clap::Command::new(command.name)));
    // The flags of `sync` work without the word; the others show them in the help of `sync` only.
    let bare = sync::flags().map(|flag| flag.help_heading("Options of `sync`"));
    parser.args(bare).args(shared()).subcommands(words).subcommands(super::platforms::words())
}

/// A flag of `sync` that stands before another word.
pub(super) fn misplaced(matches: &ArgMatches) -> Option<&'static str> {
    let given = |name: &str| matches.value_source(name) == Some(clap::parser::ValueSource::CommandLine);
    sync::FLAGS.into_iter().find(|name| given(name.trim_start_matches('-')))
}

fn shared() -> Vec<Arg> {
    vec![
        Arg::new("project-dir")
            .long("project-dir")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .help("Holds configuration.json and files/ [default: under `cargo run` the package, else here]"),
        Arg::new("configuration")
            .long("configuration")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("The configuration [default: configuration.json in DIR]"),
        Arg::new("destination")
            .long("destination")
            .value_name("NAME[:PATH]")
            .default_value(DEFAULT_DESTINATION)
            .help("Where rows and state go [default: sqlite, the file files/warehouse.db]")
            .hide_default_value(true),
        Arg::new("naming")
            .long("naming")
            .value_name("RULE")
            .value_parser(["fivetran", "source"])
            .default_value("fivetran")
            .help("Names in the warehouse: `fivetran` normalises them (default), `source` keeps them")
            .hide_default_value(true)
            .hide_possible_values(true),
        Arg::new("strict")
            .long("strict")
            .action(ArgAction::SetTrue)
            .help("Refuse rows of tables that were never declared"),
        Arg::new("json")
            .long("json")
            .action(ArgAction::SetTrue)
            .help("Results as JSON on stdout, logs and errors as lines of JSON on stderr"),
        Arg::new("verbose").short('v').long("verbose").action(ArgAction::Count).help("Show more; twice: everything"),
        Arg::new("quiet")
            .short('q')
            .long("quiet")
            .action(ArgAction::SetTrue)
            .conflicts_with("verbose")
            .help("Show warnings and errors only"),
    ]
    .into_iter()
    .map(|flag| flag.global(true).help_heading("Options of all commands"))
    .collect()
}

fn after_help(definition: &Definition, program: &str) -> String {
    let name = &definition.info.name;
    let variables = match definition.fields.first() {
        Some(field) => format!(
            "  {:<20}  a field of the configuration, over what the file says;\n  {:<20}  such as {}; `config --fields` lists all\n",
            variable_of(name, "<field>"),
            "",
            variable_of(name, &field.name)
        ),
        None => String::new(),
    };
    format!(
        "Without a command it syncs.\n\n\
         Examples:\n  \
           {program} sync                  read what is new into the warehouse\n  \
           {program} schema                show the tables\n  \
           {program} preview TABLE         look at the source's rows, write nothing\n  \
           {program} query 'select 1'      look at the warehouse\n\n\
         Environment:\n{variables}  \
           {:<20}  print the backtrace of a panic\n\n\
         Exit codes:\n  0  done\n  1  the sync or a check failed, or was stopped\n  \
           2  the command line or the configuration has a mistake\n\n\
         Times in logs are UTC.",
        "RUST_BACKTRACE=1"
    )
}
