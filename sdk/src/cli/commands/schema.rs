//! `schema`: shows the tables.

use clap::ArgMatches;
use serde_json::{Value as Json, json};
use tracing::Level;

use crate::cli::session::Session;
use crate::cli::{Command, exit, runtime};
use crate::engine::Stop;
use crate::error::Result;
use crate::schema::{ColumnSpec, TableSpec};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "schema",
    arguments: |command| {
        command.about("Show the tables and their columns").after_help(
            "Shows what is known before any row is read: columns and types, keys, cursors. A connector that\n\
             asks its source for tables needs its configuration for that. With --json: an array of tables.",
        )
    },
    run,
};

fn run(session: &mut Session<'_>, _matches: &ArgMatches) -> Result<u8> {
    let mut tables = session.definition.tables.clone();
    match session.source() {
        Ok(source) => {
            let stop = Stop::default();
            let discovered = runtime::complete(session.io, &stop, runtime::call(&stop, source.discover()))?;
            for table in discovered {
                if !tables.contains(&table) {
                    tables.push(table);
                }
            }
        }
        // What is declared needs no configuration.
        Err(error) if !tables.is_empty() => {
            let message = "only declared tables are shown: the configuration is not complete, see `check`";
            session.io.screen.log(Level::WARN, message, &[]);
            session.io.screen.log(Level::DEBUG, &error.to_string(), &[]);
        }
        Err(error) => return Err(error),
    }
    let text = match session.options.json {
        true => format!("{:#}", Json::from(tables.iter().map(json_of).collect::<Vec<_>>())),
        false if tables.is_empty() => "The tables come to light when rows are read.".to_owned(),
        false => tables.iter().map(text_of).collect::<Vec<_>>().join("\n\n"),
    };
    session.print(&text)?;
    Ok(exit::DONE)
}

fn json_of(table: &TableSpec) -> Json {
    let columns = table.columns.iter().map(|column| {
        json!({
            "name": column.name,
            "type": column.column_type.map(|column_type| column_type.to_string()),
            "primary_key": table.is_key(&column.name),
            "description": column.description,
        })
    });
    json!({
        "schema": table.schema,
        "name": table.name,
        "description": table.description,
        "primary_key": table.primary_key,
        "cursor": table.cursor,
        "columns": columns.collect::<Vec<_>>(),
    })
}

fn text_of(table: &TableSpec) -> String {
    let mut lines = vec![table.full_name()];
    lines.extend(paragraph(table.description.as_deref()).map(|text| format!("  {text}")));
    if table.primary_key.is_empty() {
        lines.push("  no primary key".to_owned());
    }
    let width = table.columns.iter().map(|column| column.name.chars().count()).max().unwrap_or(0);
    let line = |column: &ColumnSpec| {
        let column_type = column.column_type.map_or_else(|| "inferred".to_owned(), |known| known.to_string());
        let mut notes = Vec::new();
        if table.is_key(&column.name) {
            notes.push("primary key".to_owned());
        }
        if table.cursor.as_ref() == Some(&column.name) {
            notes.push("cursor".to_owned());
        }
        notes.extend(paragraph(column.description.as_deref()));
        format!("  {:<width$}  {column_type:<14}  {}", column.name, notes.join("; ")).trim_end().to_owned()
    };
    lines.extend(table.columns.iter().map(line));
    let undeclared = table.primary_key.iter().filter(|key| table.columns.iter().all(|column| column.name != **key));
    lines.extend(undeclared.map(|key| format!("  {key:<width$}  {:<14}  primary key", "inferred")));
    lines.join("\n")
}

/// The first paragraph of a description, on one line.
fn paragraph(description: Option<&str>) -> Option<String> {
    let lines = description?.trim().lines().map(str::trim).take_while(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}
