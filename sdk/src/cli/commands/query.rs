//! `query`: looks at the warehouse.

use clap::{Arg, ArgMatches};
use serde_json::{Map, Value as Json};

use crate::cli::format::counted;
use crate::cli::grid::grid;
use crate::cli::session::Session;
use crate::cli::{Command, exit};
use crate::error::{Error, Result};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "query",
    arguments: |command| {
        command
            .about("Look at the warehouse with a query")
            .long_about(
                "Runs a query on the warehouse and shows what it finds. Nothing can be changed by it, and it works \
                 while a sync is running.",
            )
            .after_help(
                "Examples:\n  query \"select * from hello\"\n  query \"select name from sqlite_schema\"\n  \
                 query - < question.sql\n\nWith --json every row is an object whose values are text or null, all in one array.",
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
        return Err(Error::destination("there is no warehouse yet").next_step(format!("run `{} sync`", session.program)));
    };
    let (columns, rows) = destination.query(&query)?;
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
