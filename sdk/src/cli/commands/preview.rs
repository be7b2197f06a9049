//! `preview`: looks at the source's rows and writes nothing.

use std::sync::{Arc, Mutex, PoisonError};

use clap::{Arg, ArgMatches, value_parser};
use serde_json::{Map, Value as Json};

use crate::cli::format::{counted, listed};
use crate::cli::grid::grid;
use crate::cli::session::Session;
use crate::cli::{Command, exit, names, runtime};
use crate::engine::{self, Outcome, Plan, PlanOptions, RunOptions, Stop};
use crate::error::Result;
use crate::event::{Batch, Checkpoint, Operation};
use crate::row::Value;
use crate::schema::{Name, TableSpec};
use crate::sink::Sink;
use crate::state::{Selected, Selection};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "preview",
    arguments: |command| {
        command
            .about("Look at the source's rows, write nothing")
            .after_help(
                "Reads the first rows of a table from the source, as a first sync would. Nothing is written, and\n\
                 the state stays where it is. With --json: an array of objects.\n\n\
                 Example:\n  preview orders --limit 3",
            )
            .arg(Arg::new("table").value_name("TABLE").required(true).help("The table, as `schema` names it"))
            .arg(
                Arg::new("limit")
                    .short('n')
                    .long("limit")
                    .value_name("N")
                    .value_parser(value_parser!(u32).range(1..))
                    .default_value("10")
                    .help("Stop after this many rows"),
            )
    },
    run,
};

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let wanted = matches.get_one::<String>("table").cloned().unwrap_or_default();
    let limit = matches.get_one::<u32>("limit").map_or(10, |limit| *limit as usize);
    let source = session.source()?;
    let stop = Stop::default();
    let kept = Arc::new(Mutex::new(Kept::default()));

    let mut known = Vec::new();
    let Outcome { mut errors } = runtime::complete(session.io, &stop, async {
        let discovered = runtime::call(&stop, source.discover()).await?;
        let declared: Vec<TableSpec> = session.definition.tables.iter().chain(&discovered).cloned().collect();
        let is_declared = names::of(&declared).contains(&wanted);
        known = names::of(&names::with_stored(declared, &names::stored(session)?));
        // A table that comes to light while rows are read can only be found by reading everything.
        let some_come_to_light = source.readers().iter().any(|(_, tables)| tables.is_empty());
        if !known.contains(&wanted) && !some_come_to_light {
            return Err(names::unknown("table", &wanted, &known));
        }
        let selection = match is_declared {
            true => Selection::nothing().include(wanted.clone(), Selected::All),
            false => Selection::default(),
        };
        let info = &session.definition.info;
        let strict = info.strict || session.options.strict;
        let options = PlanOptions { selection, strict, concurrency: info.concurrency, ..PlanOptions::default() };
        let plan = Plan::new(&*source, discovered, options)?;
        let sink = Keep { table: wanted.clone(), limit, kept: kept.clone(), stop: stop.clone() };
        let options = RunOptions { stop: stop.clone(), ..RunOptions::default() };
        Ok(engine::run(source, plan, Box::new(sink), options).await)
    })?;

    let kept = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    if kept.rows.len() >= limit {
        // That is what stopped it.
        errors.clear();
    }
    if errors.is_empty() && !kept.came_to_light && !known.contains(&wanted) {
        known.extend(kept.others);
        return Err(names::unknown("table", &wanted, &known));
    }
    errors.iter().for_each(|error| exit::report(&session.io.screen, error));
    if session.options.json {
        session.print(&kept.json().to_string())?;
    } else {
        if !kept.columns.is_empty() {
            session.print(&kept.grid())?;
        }
        session.tell(&format!(
            "{} of {}; nothing was written",
            counted(kept.rows.len() as u64, "row"),
            listed(&[wanted])
        ));
    }
    Ok(exit::code_of(&errors))
}

/// The first rows of a table.
#[derive(Default)]
struct Kept {
    came_to_light: bool,
    others: Vec<String>,
    columns: Vec<Name>,
    rows: Vec<(Operation, Vec<Option<Value>>)>,
}

impl Kept {
    fn add(&mut self, batch: &Batch, limit: usize) {
        let place = |columns: &mut Vec<Name>, name: &Name| {
            columns.iter().position(|known| known == name).unwrap_or_else(|| {
                columns.push(name.clone());
                columns.len() - 1
            })
        };
        let places: Vec<usize> = batch.columns.iter().map(|column| place(&mut self.columns, &column.name)).collect();
        for (operation, cells) in batch.rows().take(limit.saturating_sub(self.rows.len())) {
            let mut row = vec![None; self.columns.len()];
            for (place, cell) in places.iter().zip(cells) {
                row[*place] = cell.clone();
            }
            self.rows.push((operation, row));
        }
    }

    /// Whether some rows are no upserts, so that what they are has to be shown.
    fn has_changes(&self) -> bool {
        self.rows.iter().any(|(operation, _)| *operation != Operation::Upsert)
    }

    fn json(&self) -> Json {
        let objects = self.rows.iter().map(|(operation, row)| {
            let given = self
                .columns
                .iter()
                .zip(row)
                .filter_map(|(name, cell)| Some((name.to_string(), cell.as_ref()?.to_json())));
            let mut object: Map<String, Json> = given.collect();
            if self.has_changes() {
                object.insert("_operation".to_owned(), word(*operation).into());
            }
            Json::from(object)
        });
        objects.collect::<Vec<_>>().into()
    }

    fn grid(&self) -> String {
        let mut headings: Vec<&str> = self.columns.iter().map(|name| &**name).collect();
        if self.has_changes() {
            headings.insert(0, "_operation");
        }
        let rows: Vec<Vec<Option<String>>> = self
            .rows
            .iter()
            .map(|(operation, row)| {
                let operation = self.has_changes().then(|| Some(word(*operation).to_owned()));
                let cells = (0..self.columns.len()).map(|column| match row.get(column) {
                    Some(Some(Value::Null)) => None,
                    Some(Some(value)) => Some(value.to_string()),
                    // An update leaves alone what it does not give.
                    _ if self.has_changes() => Some(String::new()),
                    _ => None,
                });
                operation.into_iter().chain(cells).collect()
            })
            .collect();
        grid(&headings, &rows)
    }
}

fn word(operation: Operation) -> &'static str {
    match operation {
        Operation::Upsert => "upsert",
        Operation::Update => "update",
        Operation::Delete => "delete",
    }
}

/// Keeps a table's first rows, then stops the source.
struct Keep {
    table: String,
    limit: usize,
    kept: Arc<Mutex<Kept>>,
    stop: Stop,
}

impl Keep {
    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Keep {
    fn declare(&mut self, tables: &[Arc<TableSpec>]) -> Result<()> {
        let mut kept = self.kept();
        for table in tables {
            match table.full_name() {
                name if name == self.table => kept.came_to_light = true,
                other => kept.others.push(other),
            }
        }
        Ok(())
    }

    fn write(&mut self, batch: Batch) -> Result<()> {
        if batch.table.full_name() != self.table {
            return Ok(());
        }
        let mut kept = self.kept();
        kept.add(&batch, self.limit);
        if kept.rows.len() >= self.limit {
            self.stop.stop();
        }
        Ok(())
    }

    fn truncate(&mut self, table: &TableSpec) -> Result<()> {
        if table.full_name() == self.table {
            self.kept().rows.clear();
        }
        Ok(())
    }

    fn commit(&mut self, _checkpoint: &Checkpoint) -> Result<()> {
        Ok(())
    }

    fn rollback(&mut self) -> Result<()> {
        Ok(())
    }
}
