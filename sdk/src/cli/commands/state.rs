//! `state`: shows, sets and forgets what the next sync continues from.

use clap::{Arg, ArgMatches};
use serde_json::Value as Json;

use super::reset::yes;
use crate::cli::project::pretty;
use crate::cli::session::Session;
use crate::cli::{Command, exit, names};
use crate::error::{Error, Result};
use crate::state::{SavedState, StateKey};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "state",
    arguments: |command| {
        let table = || Arg::new("table").value_name("TABLE");
        command
            .about("Show, set or forget what the next sync continues from")
            .after_help(
                "The state lies in the warehouse; files/state.json is a copy for reading. It belongs to the first\n\
                 table that a function of the connector writes; what is under `connector` is shared by all.",
            )
            .subcommand_required(true)
            .subcommand(
                clap::Command::new("show")
                    .about("Show the state as JSON")
                    .arg(table().help("Of this table [default: all]")),
            )
            .subcommand(
                clap::Command::new("set")
                    .about("Replace the state")
                    .override_usage("state set [TABLE] JSON")
                    .after_help(
                        "Examples:\n  state set orders '{\"updated_at\": \"2026-01-01T00:00:00Z\"}'\n  \
                         state set - < files/state.json",
                    )
                    .arg(
                        Arg::new("values")
                            .value_name("JSON")
                            .num_args(1..=2)
                            .required(true)
                            .help("A table and its state, or the state of all; `-` reads it from the input"),
                    ),
            )
            .subcommand(
                clap::Command::new("reset")
                    .about("Forget the state; the rows stay")
                    .arg(table().help("Of this table [default: all]"))
                    .arg(yes()),
            )
    },
    run,
};

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    match matches.subcommand() {
        Some(("set", own)) => {
            let values: Vec<&String> = own.get_many("values").unwrap_or_default().collect();
            set(session, &values)
        }
        Some(("reset", own)) => reset(session, own.get_one::<String>("table"), own.get_flag("yes")),
        Some((_, own)) => show(session, own.get_one::<String>("table")),
        None => show(session, None),
    }
}

fn show(session: &mut Session<'_>, table: Option<&String>) -> Result<u8> {
    let state = session.state()?;
    let text = match table {
        None => pretty(&state)?,
        Some(table) => {
            known(session, &state, table)?;
            // The empty object is the state of a first sync.
            pretty(state.tables.get(table).unwrap_or(&Json::Object(serde_json::Map::new())))?
        }
    };
    session.print(&text)?;
    Ok(exit::DONE)
}

fn set(session: &mut Session<'_>, values: &[&String]) -> Result<u8> {
    let (table, text) = match values {
        [text] if is_json(text) => (None, text.as_str()),
        [table, text] => (Some(table.as_str()), text.as_str()),
        _ => {
            return Err(Error::configuration("there is no JSON to set")
                .next_step("write `state set TABLE '{…}'`, or `state set '{…}'` for the whole state"));
        }
    };
    let text = if text == "-" { session.io.rest()? } else { text.to_owned() };
    let mut destination = session.destination()?;
    let state = match table {
        None => crate::protocol::parse_state(&text, session.definition)?,
        Some(table) => {
            let mut state = destination.state()?;
            known(session, &state, table)?;
            let json: Json = serde_json::from_str(&text)
                .map_err(|error| Error::configuration(format!("the state of `{table}` is not valid JSON: {error}")))?;
            if !json.is_object() {
                return Err(Error::configuration(format!("the state of `{table}` must be a JSON object"))
                    .next_step("write it as `state show` shows it"));
            }
            let key = StateKey::Table(table.to_owned());
            let version = state.get(&key).map_or(1, |(_, version)| version);
            state.set(&key, json, version);
            state
        }
    };
    destination.set_state(&state)?;
    drop(destination);
    session.project.write_state(&state)?;
    session.tell(&match table {
        Some(table) => format!("The state of `{table}` is set."),
        None => "The state is set.".to_owned(),
    });
    Ok(exit::DONE)
}

fn reset(session: &mut Session<'_>, table: Option<&String>, yes: bool) -> Result<u8> {
    let mut state = session.state()?;
    let loss = match table {
        Some(table) => {
            known(session, &state, table)?;
            format!("This forgets the state of `{table}`: the next sync reads it from the start")
        }
        None => "This forgets all state: the next sync reads everything from the start".to_owned(),
    };
    if !session.confirm(&loss, yes)? {
        return Ok(exit::FAILED);
    }
    let mut destination = session.destination()?;
    // A sync may have ended while the question stood there.
    state = destination.state()?;
    match table {
        Some(table) => state.reset_table(table),
        None => state = SavedState::default(),
    }
    destination.set_state(&state)?;
    drop(destination);
    session.project.write_state(&state)?;
    session.tell(&match table {
        Some(table) => format!("The state of `{table}` is forgotten."),
        None => "The state is forgotten.".to_owned(),
    });
    Ok(exit::DONE)
}

fn is_json(text: &str) -> bool {
    text == "-" || text.trim_start().starts_with(['{', '['])
}

/// Refuses a name under which no reader can keep state.
fn known(session: &Session<'_>, state: &SavedState, table: &str) -> Result<()> {
    let mut known: Vec<String> = session.definition.state_names.clone();
    known.extend(state.tables.keys().filter(|name| !session.definition.state_names.contains(name)).cloned());
    if known.iter().any(|name| name == table) { Ok(()) } else { Err(names::unknown("table", table, &known)) }
}
