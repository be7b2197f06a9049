//! What each word of Airbyte's command line does.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use tracing::Level;

use super::args::{Asked, Verb};
use super::catalog::{self, ConfiguredCatalog, SyncMode};
use super::control::Control;
use super::message::{self, Status};
use super::sink::{StreamPlan, Streams};
use super::state::{Splitter, last_checkpoint};
use crate::config::Values;
use crate::engine::{Definition, Plan, PlanOptions, RunOptions, Source, Stop, run as run_engine};
use crate::error::{Error, ErrorKind, Result};
use crate::protocol::lines::failure::user_text;
use crate::protocol::lines::host::{DONE, FAILED, Host, call, read_json, read_text};
use crate::protocol::lines::log;
use crate::protocol::lines::ordered::Object;
use crate::protocol::lines::progress::{Watched, writers};
use crate::protocol::lines::sample::{all_tables, declared};
use crate::protocol::lines::saved;
use crate::protocol::lines::settings::{self, Layout};
use crate::schema::TableSpec;
use crate::state::SavedState;

/// Does what was asked and returns the exit code.
pub(super) fn run(definition: &Definition, asked: &Asked, host: &Host) -> u8 {
    let out = host.out.clone();
    let most = if asked.debug { Level::DEBUG } else { Level::INFO };
    let logs = log::dispatch(most, move |level, text| {
        // A log that cannot be written has nowhere to be told of.
        let _ = out.message(&message::log(level, text));
    });
    let stop = Stop::default();
    let errors = host.complete(&stop, &logs, async {
        Ok(match &asked.verb {
            Verb::Spec => as_errors(host.out.message(&spec(definition))),
            Verb::Check { config } => as_errors(check(definition, config, host).await),
            Verb::Discover { config } => as_errors(discover(definition, config, host).await),
            Verb::Read { config, catalog, state } => {
                match read(definition, config, catalog, state.as_deref(), host, &stop).await {
                    Ok(errors) => errors,
                    Err(error) => vec![error],
                }
            }
        })
    });
    let errors = errors.unwrap_or_else(|error| vec![error]);
    for error in &errors {
        let stream = error.table().map(|table| stream_named(definition, table));
        // Where the trace cannot be written there is nobody to read it.
        let _ = host.out.message(&message::error(error, stream.as_ref(), host.clock.now().timestamp_millis()));
    }
    if errors.is_empty() { DONE } else { FAILED }
}

fn as_errors(result: Result<()>) -> Vec<Error> {
    result.err().into_iter().collect()
}

fn stream_named(definition: &Definition, full_name: &str) -> Json {
    match definition.tables.iter().find(|table| table.full_name() == full_name) {
        Some(table) => message::stream_of(table),
        None => message::descriptor(full_name, None),
    }
}

fn spec(definition: &Definition) -> Object {
    let mut connection = Map::new();
    connection.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    connection.insert("title".into(), (&*definition.info.name).into());
    if !definition.info.description.is_empty() {
        connection.insert("description".into(), definition.info.description.trim().into());
    }
    connection.extend(settings::schema(&definition.fields, Layout::Nested));
    message::spec(connection)
}

/// Reads the configuration, in the form that `spec` asks for or flat as the other ways of running have it.
fn open(definition: &Definition, config: &Path, host: &Host) -> Result<Arc<dyn Source>> {
    let json = read_json("configuration", config)?;
    let keeper = Arc::new(Control::new(definition, json.clone(), host));
    let json = match json {
        Json::Object(mut object) => {
            // The platform's own keys.
            object.retain(|key, _| !key.starts_with("__"));
            Json::Object(settings::flatten(&definition.fields, object))
        }
        other => other,
    };
    definition.open(&Values::from_json(&definition.fields, json)?.kept_by(keeper))
}

async fn check(definition: &Definition, config: &Path, host: &Host) -> Result<()> {
    match try_checks(definition, config, host).await {
        Ok(()) => host.out.message(&message::succeeded()),
        // What is wrong with the connector itself is no answer about the configuration.
        Err(error) if error.kind() == ErrorKind::Bug => Err(error),
        Err(error) => host.out.message(&message::failed(&user_text(&error))),
    }
}

async fn try_checks(definition: &Definition, config: &Path, host: &Host) -> Result<()> {
    let source = open(definition, config, host)?;
    for (index, (_, label)) in definition.checks.iter().enumerate() {
        call(source.check(index)).await.map_err(|error| error.context(label))?;
    }
    if definition.checks.is_empty() {
        // Without a test of its own a connector can still be asked for its tables.
        call(source.discover()).await?;
    }
    Ok(())
}

async fn discover(definition: &Definition, config: &Path, host: &Host) -> Result<()> {
    let source = open(definition, config, host)?;
    let discovered = call(source.discover()).await?;
    let tables = all_tables(definition, &source, &discovered, host).await?;
    host.out.message(&message::catalog(tables.iter().map(catalog::stream)))
}

async fn read(
    definition: &Definition,
    config: &Path,
    catalog: &Path,
    state: Option<&Path>,
    host: &Host,
    stop: &Stop,
) -> Result<Vec<Error>> {
    let source = open(definition, config, host)?;
    let catalog = ConfiguredCatalog::parse(read_json("catalog", catalog)?)?;
    let state_text = state.map(|path| read_text("state", path)).transpose()?.unwrap_or_default();
    let mut saved = saved::parse(&state_text, &definition.readers)?;
    let state_json: Json = serde_json::from_str(&state_text).unwrap_or_default();
    let discovered = call(source.discover()).await?;
    let tables = declared(definition, &discovered);

    let mut errors = Vec::new();
    let mut plans = Vec::new();
    let first_sync =
        |name: &str| !mentions(&state_json, name) && !saved.selection.named().any(|(known, _)| known == name);
    for stream in &catalog.streams {
        let full_name = stream.full_name();
        let known = tables.iter().any(|table| table.full_name() == full_name);
        if !known && writers(&*source, &full_name).is_empty() {
            let descriptor = stream.descriptor();
            let now = host.clock.now().timestamp_millis();
            host.out.message(&message::status(&descriptor, Status::Incomplete, now))?;
            errors.push(
                Error::configuration("the catalog names it, and the source has no such stream")
                    .on_table(full_name)
                    .next_step("refresh the source's schema and take the stream out of the connection"),
            );
            continue;
        }
        plans.push(StreamPlan {
            descriptor: stream.descriptor(),
            full_refresh: stream.sync_mode == SyncMode::FullRefresh,
            starts_empty: stream.replaces() || (stream.sync_mode == SyncMode::Incremental && first_sync(&full_name)),
            full_name,
        });
    }
    start_over(&mut saved, &*source, &plans);

    let source = Arc::new(Watched::new(source));
    let options = PlanOptions {
        state: saved,
        selection: catalog.selection(&tables),
        strict: definition.info.strict,
        concurrency: definition.info.concurrency,
        ..PlanOptions::default()
    };
    let plan = Plan::new(&*source, discovered, options)?;
    for (table, why) in &plan.restarted {
        tracing::info!("table `{table}` is read from the start: {why}");
    }
    let names: Vec<String> = plans.iter().map(|plan| plan.full_name.clone()).collect();
    let splitter = Splitter::new(&*source, &names);
    let last = last_checkpoint(&state_json);
    let streams = Streams::new(host.out.clone(), host.clock.clone(), splitter, plans, plan.state.clone(), last)?;
    streams.start()?;
    let options = RunOptions { clock: host.clock.clone(), stop: stop.clone(), ..RunOptions::default() };
    let outcome = run_engine(source.clone(), plan, Box::new(streams.sink()), options).await;
    let failed: Vec<String> = outcome.errors.iter().filter_map(|error| error.table().map(str::to_owned)).collect();
    streams.end(|name| source.is_complete(name) && !failed.iter().any(|table| table == name))?;
    errors.extend(outcome.errors);
    Ok(errors)
}

/// Whether a platform's state has something about the stream.
fn mentions(state: &Json, full_name: &str) -> bool {
    match state {
        Json::Array(items) => items.iter().any(|item| mentions(item, full_name)),
        Json::Object(object) => {
            let is_it = object.get("stream_descriptor").and_then(|descriptor| {
                let name = descriptor.get("name")?.as_str()?;
                let namespace = descriptor.get("namespace").and_then(Json::as_str).filter(|text| !text.is_empty());
                Some(namespace.map_or_else(|| name.to_owned(), |space| format!("{space}.{name}")) == full_name)
            });
            is_it == Some(true)
                || object.get("tables").and_then(|tables| tables.get(full_name)).is_some()
                || object.values().filter(|value| value.is_array() || value.is_object()).any(|v| mentions(v, full_name))
        }
        _ => false,
    }
}

/// Forgets the state of all readers that write a stream of a full refresh: they read all their tables together. What
/// the readers share may stand for any of them, so it goes too.
fn start_over(state: &mut SavedState, source: &dyn Source, plans: &[StreamPlan]) {
    let readers = source.readers();
    let refreshed: Vec<&StreamPlan> = plans.iter().filter(|plan| plan.full_refresh).collect();
    for plan in &refreshed {
        for reader in writers(source, &plan.full_name) {
            let (name, tables) = &readers[reader];
            state.reset_table(&tables.first().map_or_else(|| name.to_string(), TableSpec::full_name));
        }
    }
    if !refreshed.is_empty() {
        state.connector = None;
        state.versions.remove("");
    }
}
