//! `check`: tries the configuration.

use clap::ArgMatches;
use serde_json::json;

use crate::cli::session::Session;
use crate::cli::{Command, exit, runtime};
use crate::engine::{Plan, PlanOptions, Stop};
use crate::error::{Error, ErrorKind, Result};

pub(in crate::cli) const COMMAND: Command = Command {
    name: "check",
    arguments: |command| {
        command.about("Try the configuration").after_help(
            "Tries that the configuration is complete, that the connector's own checks pass, and that the\n\
             source can name its tables. Reads no rows and writes nothing.",
        )
    },
    run,
};

fn run(session: &mut Session<'_>, _matches: &ArgMatches) -> Result<u8> {
    let source = session.source()?;
    let checks = &session.definition.checks;
    let stop = Stop::default();
    let results = runtime::complete(session.io, &stop, async {
        let mut results = vec![("configuration".to_owned(), "The configuration is complete".to_owned(), Ok(()))];
        for (index, (name, label)) in checks.iter().enumerate() {
            let result = runtime::call(&stop, source.check(index)).await;
            results.push((name.to_string(), label.to_string(), result));
        }
        if results.iter().all(|(_, _, result)| result.is_ok()) {
            let discovered = runtime::call(&stop, source.discover()).await;
            let tables = discovered.and_then(|tables| Plan::new(&*source, tables, PlanOptions::default()).map(drop));
            results.push(("tables".to_owned(), "The tables are known".to_owned(), tables));
        }
        Ok(results)
    })?;

    if session.options.json {
        let results = results.iter().map(|(name, label, result)| {
            let message = result.as_ref().err().map(Error::to_string);
            json!({ "name": name, "label": label, "ok": result.is_ok(), "message": message })
        });
        session.print(&json!(results.collect::<Vec<_>>()).to_string())?;
    } else {
        let lines = results.iter().map(|(_, label, result)| {
            let word = if result.is_ok() { "ok    " } else { "FAILED" };
            format!("{word}  {label}")
        });
        session.print(&lines.collect::<Vec<_>>().join("\n"))?;
    }
    let errors: Vec<Error> = results.into_iter().filter_map(|(_, _, result)| result.err()).collect();
    errors.iter().for_each(|error| exit::report(&session.io.screen, error));
    // The configuration itself is well-formed here; that the source does not take it is what `check` is to find out.
    let failed = |error: &Error| error.kind() != ErrorKind::Stopped || stop.is_stopped();
    Ok(if errors.iter().any(failed) { exit::FAILED } else { exit::code_of(&errors) })
}
