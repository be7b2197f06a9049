//! `sync`: reads what is new into the destination.

use std::sync::Arc;
use std::time::Instant;

use clap::{Arg, ArgAction, ArgMatches};
use tracing::Level;

use crate::cli::progress::{self, Style};
use crate::cli::report::{Report, outcome};
use crate::cli::session::Session;
use crate::cli::{Command, exit, names, runtime};
use crate::context::Progress;
use crate::destination::RowCount;
use crate::engine::{self, Outcome, Plan, PlanOptions, RunOptions, Stop};
use crate::error::{Error, ErrorKind, Result};
use crate::state::Selection;

pub(in crate::cli) const COMMAND: Command = Command {
    name: "sync",
    arguments: |command| {
        command
            .about("Read what is new into the warehouse")
            .after_help(
                "Rows and state are saved together at each checkpoint: whatever happens in between, the\n\
                 next sync continues from there. Ctrl-C stops at the last checkpoint. A copy of the state\n\
                 for reading is in files/state.json.\n\n\
                 Examples:\n  sync --select orders,customers.email   only these\n  \
                 sync --full-refresh                    everything again",
            )
            .args(flags())
    },
    run,
};

/// Counting more rows than this at the end would keep the user waiting.
pub(in crate::cli) const MOST_COUNTED: u64 = 1_000_000;

/// The names of [`flags`].
pub(in crate::cli) const FLAGS: [&str; 2] = ["--select", "--full-refresh"];

/// The flags of this command only.
pub(in crate::cli) fn flags() -> [Arg; 2] {
    [
        Arg::new("select")
            .long("select")
            .value_name("TABLE[.COLUMN],…")
            .action(ArgAction::Append)
            .help("Sync these tables and columns only [default: all]"),
        Arg::new("full-refresh")
            .long("full-refresh")
            .action(ArgAction::SetTrue)
            .help("Read everything selected again; what is gone is marked deleted"),
    ]
}

fn run(session: &mut Session<'_>, matches: &ArgMatches) -> Result<u8> {
    let started = Instant::now();
    let source = session.source()?;
    let mut destination = session.destination()?;
    let state = destination.state()?;
    let selected: Vec<String> = matches.get_many::<String>("select").unwrap_or_default().cloned().collect();
    let selected = matches.contains_id("select").then(|| selected.join(","));
    let (stop, progress) = (Stop::default(), Arc::<Progress>::default());
    let screen = session.io.screen.clone();

    let mut planned = Vec::new();
    let ran = runtime::complete(session.io, &stop, async {
        let discovered = runtime::call(&stop, source.discover()).await?;
        let stored = names::stored(session)?;
        let selection = match &selected {
            Some(text) => {
                let known = session.definition.tables.iter().chain(&discovered).cloned().collect();
                names::selection(text, &names::with_stored(known, &stored))?
            }
            None => Selection::default(),
        };
        let info = &session.definition.info;
        let plan = PlanOptions {
            state,
            selection,
            full_refresh: matches.get_flag("full-refresh"),
            stored,
            strict: info.strict || session.options.strict,
            concurrency: info.concurrency,
        };
        let continues = !plan.full_refresh && (!plan.state.tables.is_empty() || plan.state.connector.is_some());
        let plan = Plan::new(&*source, discovered, plan)?;
        planned = plan.tables.iter().map(|table| table.full_name()).collect();
        let mut fields = vec![("connector", info.name.to_string()), ("tables", planned.len().to_string())];
        fields.push(("from", if continues { "the last checkpoint" } else { "the start" }.to_owned()));
        screen.log(Level::INFO, "sync started", &fields);
        for (table, why) in &plan.restarted {
            screen.log(Level::INFO, &format!("table `{table}` is read from the start: {why}"), &[]);
        }
        let _shown = progress::show(progress.clone(), screen.clone(), style(session));
        let options = RunOptions { progress: progress.clone(), stop: stop.clone(), ..RunOptions::default() };
        Ok(engine::run(source, plan, destination.sink(), options).await)
    });
    let Outcome { errors } = ran?;
    let mut report = Report::new(&planned, &progress, started.elapsed());
    let looked = look(session, &mut report);
    // The closing words tell of a stop.
    let told = errors.iter().filter(|error| session.options.json || error.kind() != ErrorKind::Stopped);
    for error in told.chain(looked.as_ref().err()) {
        exit::report(&session.io.screen, error);
    }
    close(session, &report, &errors)?;
    Ok(exit::code_of(&errors).max(if looked.is_ok() { exit::DONE } else { exit::FAILED }))
}

fn style(session: &Session<'_>) -> Style {
    match (session.options.quiet, session.io.can_draw && !session.options.json) {
        (true, _) => Style::Silent,
        (false, true) => Style::Drawn,
        (false, false) => Style::Lines,
    }
}

/// Adds what the destination holds now; writes the copy of the state on the way.
fn look(session: &Session<'_>, report: &mut Report) -> Result<()> {
    let Some(mut destination) = session.destination_to_read()? else { return Ok(()) };
    session.project.write_state(&destination.state()?)?;
    let stored = destination.tables()?;
    for table in &mut report.tables {
        // A table that never got a row need not exist.
        let none = RowCount { rows: 0, deleted: 0, more: false };
        table.stored = stored.iter().find(|stored| stored.source == table.name).cloned();
        table.rows = Some(table.stored.as_ref().map_or(Ok(none), |stored| destination.count(stored, MOST_COUNTED))?);
    }
    Ok(())
}

/// Says what was done, how to look at it, and how it ended.
fn close(session: &mut Session<'_>, report: &Report, errors: &[Error]) -> Result<()> {
    if session.options.json {
        let text = crate::secret::redact(&report.json(errors).to_string());
        return session.print(&text);
    }
    if session.options.quiet {
        return Ok(());
    }
    let mut text = format!("\n{}\n", report.text());
    // The first one that has something to show.
    let filled = report.tables.iter().find(|table| table.rows.is_some_and(|count| count.rows > 0));
    if let Some(table) = filled.and_then(|table| table.stored.as_ref())
        && let Some(destination) = session.destination_to_read()?
    {
        let query = quoted(&destination.sample(table));
        text.push_str(&format!(
            "\nTo look at the rows:\n  {} query {query}\n  {}\n",
            session.program,
            destination.hint(table)
        ));
    }
    let again = &session.program;
    text.push_str(&match outcome(errors) {
        "complete" => "\nThe sync is complete.\n".to_owned(),
        "stopped" => format!(
            "\nThe sync was stopped. What the last checkpoint saved is kept; `{again} sync` goes on from there.\n"
        ),
        _ => format!("\nThe sync FAILED. What the last checkpoint saved is kept; `{again} sync` goes on from there.\n"),
    });
    session.print(&text)
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}
