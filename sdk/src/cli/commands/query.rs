//! `query`: looks at the warehouse.

use clap::{Arg, ArgMatches};
use serde_json::{Map, Value as Json};

use crate::cli::format::counted;
use crate::cli::grid::grid;
use crate::cli::session::Session;
use crate::cli::{Command, exit};
use crate::destination::Found;
use crate::error::{Error, Result};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "query",
    arguments: |command| {
        command
            .about("Look at the warehouse with a query")
            .after_help(
                "Nothing can be changed by a query, and it can be run while a sync is running. With --json: an\n\
                 array of objects whose values are text or null.\n\n\
                 Examples:\n  query \"select * from hello\"\n  query \"select name from sqlite_schema\"\n  \
                 query - < question.sql",
            )
            .arg(Arg::new("sql").value_name("SQL").required(true).help("The query; `-` reads it from the input"))
    },
    run,
};

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let query = match matches.get_one::<String>("sql").map(String::as_str).unwrap_or_default() {
        "-" => session.io.rest()?,
        query => query.to_owned(),
    };
    let Some(mut destination) = session.destination_to_read()? else {
        return Err(
            Error::destination("there is no warehouse yet").next_step(format!("run `{} sync`", session.program))
        );
    };
    let Found { columns, rows } = destination.query(&query)?;
    if session.options.json {
        let objects = rows.into_iter().map(|row| {
            let cells = row.into_iter().map(|cell| cell.map_or(Json::Null, Json::String));
            Json::from(columns.iter().cloned().zip(cells).collect::<Map<_, _>>())
        });
        let text = Json::from(objects.collect::<Vec<_>>()).to_string();
        session.print(&text)?;
    } else {
        session.print(&grid(&columns, &rows))?;
        session.tell(&counted(rows.len() as u64, "row"));
    }
    Ok(exit::DONE)
}
