//! `reset`: forgets rows and state.

use clap::{Arg, ArgAction, ArgMatches};

use super::sync::MOST_COUNTED;
use crate::cli::format::counted;
use crate::cli::session::Session;
use crate::cli::{Command, exit};
use crate::destination::RowCount;
use crate::error::{Error, Result};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "reset",
    arguments: |command| {
        command
            .about("Forget all rows and state")
            .after_help(
                "The next sync is then like the first. The configuration stays. To forget state only:\n`state reset`.",
            )
            .arg(yes())
    },
    run,
};

/// The flag that answers the question.
pub(super) fn yes() -> Arg {
    Arg::new("yes").short('y').long("yes").action(ArgAction::SetTrue).help("Do not ask")
}

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let copy = session.project.state_file();
    let Some(mut destination) = session.destination_to_read()? else {
        session.tell("There is nothing to forget.");
        return remove(&copy).map(|()| exit::DONE);
    };
    let tables = destination.tables()?;
    let mut rows = RowCount { rows: 0, deleted: 0, more: false };
    for table in &tables {
        let count = destination.count(table, MOST_COUNTED)?;
        rows.rows += count.rows + count.deleted;
        rows.more |= count.more;
    }
    drop(destination);
    let loss = format!(
        "This forgets {} with {}{} and their state",
        counted(tables.len() as u64, "table"),
        if rows.more { "more than " } else { "" },
        counted(rows.rows, "row")
    );
    if !session.confirm(&loss, matches.get_flag("yes"))? {
        return Ok(exit::FAILED);
    }
    session.destination()?.reset()?;
    remove(&copy)?;
    session.tell("The warehouse is empty.");
    Ok(exit::DONE)
}

fn remove(file: &std::path::Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::destination(format!("cannot delete `{}`: {error}", file.display())))
        }
        _ => Ok(()),
    }
}
