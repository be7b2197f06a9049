//! What a tap does, by its flags.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use serde_json::{Map, Value as Json, json};
use tracing::Level;

use super::about::{DELETES_KEY, VERSIONS_KEY, about};
use super::args::{Asked, Extensions, Verb};
use super::catalog::{self, Wanted};
use super::sink::{SingerSink, SinkOptions};
use crate::config::Values;
use crate::engine::{Definition, Plan, PlanOptions, RunOptions, Source, Stop, run as run_engine};
use crate::error::{Error, Result};
use crate::protocol::lines::failure::user_text;
use crate::protocol::lines::host::{DONE, FAILED, Host, call, read_json, read_text};
use crate::protocol::lines::log;
use crate::protocol::lines::ordered::{Node, Object};
use crate::protocol::lines::progress::writers;
use crate::protocol::lines::sample::{all_tables, declared};
use crate::protocol::lines::saved;
use crate::protocol::unkept::Unkept;
use crate::schema::TableSpec;
use crate::state::SavedState;

/// Does what was asked and returns the exit code.
pub(super) fn run(definition: &Definition, asked: &Asked, host: &Host) -> u8 {
    let err = host.err.clone();
    let most = if asked.debug { Level::DEBUG } else { Level::INFO };
    let logs = log::dispatch(most, move |level, text| {
        let level = match level {
            Level::ERROR => "ERROR",
            Level::WARN => "WARNING",
            Level::INFO => "INFO",
            Level::DEBUG | Level::TRACE => "DEBUG",
        };
        // A log that cannot be written has nowhere to be told of.
        let _ = err.text(&format!("{level} {}", text.replace('\n', " ")));
    });
    let stop = Stop::default();
    let errors = host.complete(&stop, &logs, async {
        Ok(match try_run(definition, asked, host, &stop).await {
            Ok(errors) => errors,
            Err(error) => vec![error],
        })
    });
    let errors = errors.unwrap_or_else(|error| vec![error]);
    for error in errors.iter().filter(|_| !host.out.is_closed()) {
        // Where it cannot be written there is nobody to read it.
        let _ = host.err.text(&format!("CRITICAL {}", user_text(error)));
    }
    if errors.is_empty() { DONE } else { FAILED }
}

async fn try_run(definition: &Definition, asked: &Asked, host: &Host, stop: &Stop) -> Result<Vec<Error>> {
    let info = &definition.info;
    match asked.verb {
        Verb::Version => {
            let version = if info.version.is_empty() { "0.0.0" } else { &*info.version };
            host.out.text(&format!("{} v{version}", info.name))?;
        }
        Verb::About(format) => host.out.text(&about(definition, format))?,
        Verb::Discover => {
            let (source, _) = open(definition, asked, host)?;
            let discovered = call(source.discover()).await?;
            let tables = all_tables(definition, &source, &discovered, host).await?;
            let streams: Node = tables.iter().map(catalog::stream).collect();
            let catalog = serde_json::to_string_pretty(&Object::new().with("streams", streams));
            host.out.text(&catalog.map_err(|error| Error::bug(error.to_string()))?)?;
        }
        Verb::Test => {
            let (source, _) = open(definition, asked, host)?;
            for (index, (_, label)) in definition.checks.iter().enumerate() {
                call(source.check(index)).await.map_err(|error| error.context(label))?;
                tracing::info!("{label}: passed");
            }
            call(source.discover()).await?;
        }
        Verb::Sync => return sync(definition, asked, host, stop).await,
    }
    Ok(Vec::new())
}

/// Reads the configuration's files, and the environment, which wins.
fn open(definition: &Definition, asked: &Asked, host: &Host) -> Result<(Arc<dyn Source>, Extensions)> {
    let mut object = Map::new();
    for path in &asked.configs {
        match read_json("configuration", path)? {
            Json::Object(part) => object.extend(part),
            _ => {
                return Err(Error::configuration(format!("the configuration `{}` is no JSON object", path.display()))
                    .next_step("write `{\"field\": \"value\", …}`"));
            }
        }
    }
    let mut extensions = asked.extensions;
    let own = |key: &str| definition.fields.iter().any(|field| field.name == key);
    for (key, switch) in [(VERSIONS_KEY, &mut extensions.versions), (DELETES_KEY, &mut extensions.deletes)] {
        let Some(value) = (if own(key) { None } else { object.remove(key) }) else { continue };
        match &value {
            Json::Bool(on) => *switch |= on,
            Json::String(text) if text == "true" || text == "false" => *switch |= text == "true",
            _ => return Err(Error::configuration(format!("`{key}` must be `true` or `false`"))),
        }
    }
    let values = Values::from_json(&definition.fields, object.into())?
        .kept_by(Arc::new(Unkept { on: "Singer" }))
        .with_environment(&definition.info.name, host.environment.iter().cloned())?;
    Ok((definition.open(&values)?, extensions))
}

async fn sync(definition: &Definition, asked: &Asked, host: &Host, stop: &Stop) -> Result<Vec<Error>> {
    let (source, extensions) = open(definition, asked, host)?;
    let state = asked.state.as_deref().map(|path| read_text("state", path)).transpose()?.unwrap_or_default();
    let is_first = matches!(state.trim(), "" | "{}" | "[]" | "null");
    let mut state = saved::parse(&state, &definition.readers)?;
    let catalog = asked.catalog.as_deref().map(|path| read_json("catalog", path)).transpose()?;
    let discovered = call(source.discover()).await?;
    let tables = declared(definition, &discovered);
    let is_open = |name: &str| !writers(&*source, name).is_empty();
    let wanted = catalog.map_or_else(|| Ok(Wanted::default()), |json| catalog::parse(json, &tables, is_open))?;
    if !wanted.unknown.is_empty() {
        return Err(Error::configuration(format!(
            "the catalog selects streams that the source does not have: `{}`",
            wanted.unknown.join("`, `")
        ))
        .next_step("discover the catalog again"));
    }
    let known = if is_first { BTreeSet::new() } else { known_tables(&state, &*source) };
    start_over(&mut state, &*source, &wanted.full_tables);

    let options = PlanOptions {
        state,
        selection: wanted.selection.clone(),
        strict: definition.info.strict,
        concurrency: definition.info.concurrency,
        ..PlanOptions::default()
    };
    let plan = Plan::new(&*source, discovered, options)?;
    for (table, why) in &plan.restarted {
        tracing::info!("table `{table}` is read from the start: {why}");
    }
    let (sink, counts) = SingerSink::new(SinkOptions {
        out: host.out.clone(),
        err: host.err.clone(),
        clock: host.clock.clone(),
        extensions,
        selection: wanted.selection,
        full_tables: wanted.full_tables,
        state: plan.state.clone(),
        known,
    });
    let options = RunOptions { clock: host.clock.clone(), stop: stop.clone(), ..RunOptions::default() };
    let outcome = run_engine(source, plan, Box::new(sink), options).await;
    for (stream, records) in &*counts.lock().unwrap_or_else(PoisonError::into_inner) {
        let metric = Object::new()
            .with("type", "counter")
            .with("metric", "record_count")
            .with("value", *records)
            .with("tags", json!({ "stream": stream }));
        host.err.text(&format!("INFO METRIC: {}", serde_json::to_string(&metric).unwrap_or_default()))?;
    }
    Ok(outcome.errors)
}

/// The tables that an earlier sync wrote: those with a state or a selection, and those that their readers write too.
fn known_tables(state: &SavedState, source: &dyn Source) -> BTreeSet<String> {
    let mut known: BTreeSet<String> = state.tables.keys().cloned().collect();
    known.extend(state.selection.named().map(|(name, _)| name.to_owned()));
    for (_, tables) in source.readers() {
        // A state without a selection is one of everything.
        if state.selection.is_everything() || tables.first().is_some_and(|first| known.contains(&first.full_name())) {
            known.extend(tables.iter().map(TableSpec::full_name));
        }
    }
    known
}

/// Forgets the state of all readers that write a full table: they read all their tables together. What the readers
/// share may stand for any of them, so it goes too.
fn start_over(state: &mut SavedState, source: &dyn Source, full_tables: &[String]) {
    let readers = source.readers();
    for table in full_tables {
        for reader in writers(source, table) {
            let (name, tables) = &readers[reader];
            state.reset_table(&tables.first().map_or_else(|| name.to_string(), TableSpec::full_name));
        }
    }
    if !full_tables.is_empty() {
        state.connector = None;
        state.versions.remove("");
    }
}
