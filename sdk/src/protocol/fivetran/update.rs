//! One sync.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prost::Message;
use tokio::sync::OwnedMutexGuard;
use tonic::{Code, Status};

use super::failure::{self, End};
use super::form::is_group;
use super::outbox::{Messages, Outbox, outbox};
use super::proto::{self, update_response::Operation};
use super::schema::Layout;
use super::selection;
use super::sink::{StreamSink, message};
use crate::config::Values;
use crate::context::{Clock, Progress};
use crate::engine::{Definition, Plan, PlanOptions, RunOptions, Source, Stop, run};
use crate::error::{Error, Result};
use crate::protocol::unkept::Unkept;
use crate::schema::TableSpec;
use crate::state::Selection;

/// The platform wants a checkpoint every ten minutes; this leaves it a minute to arrive.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(9 * 60);

/// How long a sync waits for the one before it, if there is no sign that its client has gone away.
const SHORT_WAITING: Duration = Duration::from_secs(1);

/// How long a sync waits for the one before it, whose client has gone away, to notice.
const MOST_WAITING: Duration = Duration::from_secs(30);

/// Lets one sync run at a time: two of them would read the source from the same state.
#[derive(Default)]
pub(super) struct Turns {
    turn: Arc<tokio::sync::Mutex<()>>,
    running: Mutex<Stop>,
}

impl Turns {
    async fn take(&self, stop: &Stop) -> Result<OwnedMutexGuard<()>, Status> {
        let running = self.running().clone();
        // A client that comes right back may be quicker than the news that it went away.
        let patience = async {
            let _ = tokio::time::timeout(SHORT_WAITING, running.stopped()).await;
            if running.is_stopped() {
                tokio::time::sleep(MOST_WAITING).await;
            }
        };
        let turn = tokio::select! {
            turn = self.turn.clone().lock_owned() => turn,
            () = patience => {
                let text = "another Update is running in this process; wait for its end, or start a second process";
                return Err(Status::resource_exhausted(text));
            }
        };
        *self.running() = stop.clone();
        Ok(turn)
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Stop> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the source with the configuration that the platform sends.
pub(super) fn open(
    definition: &Definition,
    configuration: impl IntoIterator<Item = (String, String)>,
) -> Result<Arc<dyn Source>> {
    let fields = &definition.fields;
    let texts = configuration.into_iter().filter(|(key, _)| !is_group(fields, key));
    let keeper = Arc::new(Unkept { on: "Fivetran" });
    definition.open(&Values::from_texts(fields, texts)?.kept_by(keeper))
}

/// Every table of a source that can be known before it is read.
pub(super) async fn tables(source: &dyn Source) -> Result<(Vec<Arc<TableSpec>>, Vec<TableSpec>)> {
    let discovered = source.discover().await?;
    let plan = Plan::new(source, discovered.clone(), PlanOptions::default())?;
    Ok((plan.tables, discovered))
}

/// Starts a sync. It goes on in a task of its own until all is read, or until `shutdown` or the client ends it.
pub(super) async fn start(
    definition: Arc<Definition>,
    turns: &Turns,
    shutdown: &Stop,
    clock: Arc<dyn Clock>,
    request: proto::UpdateRequest,
) -> Result<Messages, Status> {
    let state = state(request.state_json.as_deref())?;
    let stop = Stop::default();
    let turn = turns.take(&stop).await?;
    let (outbox, messages) = outbox(stop.clone());
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        let progress = Arc::new(Progress::default());
        let sync =
            Sync { definition, clock, state, stop: stop.clone(), progress: progress.clone(), outbox: outbox.clone() };
        // In a task of its own, a panic ends just that.
        let mut running = tokio::spawn(sync.run(request.configuration, request.selection));
        let ended = tokio::select! {
            ended = &mut running => ended,
            () = shutdown.stopped() => {
                stop.stop();
                running.await
            }
        };
        let errors = ended.unwrap_or_else(|_| vec![Error::bug("the connector panicked")]);
        report(&errors, &progress);
        // Before the client sees the end: it may come back at once.
        drop(turn);
        match failure::end(&errors) {
            Some(End::Task(text)) => outbox.send_small(message(Operation::Task(proto::Task { message: text }))),
            Some(End::Status(status)) => outbox.fail(status),
            None => {}
        }
    });
    Ok(messages)
}

/// The state that the platform sends back, as text that is at least JSON.
fn state(text: Option<&str>) -> Result<String, Status> {
    let text = text.unwrap_or_default();
    if !text.trim().is_empty()
        // A state that Airbyte kept is an array of messages.
        && let Err(error) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
        && serde_json::from_str::<Vec<serde_json::Value>>(text).is_err()
    {
        return Err(Status::new(
            Code::InvalidArgument,
            format!("`state_json` is no JSON object: {error}; send the last checkpoint's state, or none to start over"),
        ));
    }
    Ok(text.to_owned())
}

fn report(errors: &[Error], progress: &Progress) {
    let rows: u64 = progress.tables().values().map(|table| table.rows()).sum();
    let checkpoints = progress.checkpoints();
    match errors {
        [] => tracing::info!("the sync is complete: {rows} rows, {checkpoints} checkpoints"),
        errors => {
            for error in errors {
                tracing::error!("{} error: {error}", error.kind());
            }
            tracing::error!("the sync failed after {rows} rows and {checkpoints} checkpoints");
        }
    }
}

struct Sync {
    definition: Arc<Definition>,
    state: String,
    stop: Stop,
    progress: Arc<Progress>,
    clock: Arc<dyn Clock>,
    outbox: Outbox,
}

impl Sync {
    async fn run(
        self,
        configuration: impl IntoIterator<Item = (String, String)>,
        selection: Option<proto::Selection>,
    ) -> Vec<Error> {
        let planned = tokio::select! {
            planned = self.plan(configuration, selection) => planned,
            () = self.stop.stopped() => Err(Error::stopped("the sync was stopped before it began")),
        };
        let (source, plan, sink) = match planned {
            Ok(planned) => planned,
            Err(error) => return vec![error],
        };
        for (table, why) in &plan.restarted {
            tracing::info!("table `{table}` is read from the start: {why}");
        }
        let options = RunOptions {
            progress: self.progress,
            stop: self.stop,
            checkpoint_every: Some(CHECKPOINT_EVERY),
            clock: self.clock,
        };
        run(source, plan, Box::new(sink), options).await.errors
    }

    async fn plan(
        &self,
        configuration: impl IntoIterator<Item = (String, String)>,
        selection: Option<proto::Selection>,
    ) -> Result<(Arc<dyn Source>, Plan, StreamSink)> {
        let source = open(&self.definition, configuration)?;
        let state = crate::protocol::parse_state(&self.state, &self.definition)
            .map_err(|error| error.next_step("re-sync the connection from the start, or run the newer connector"))?;
        let (known, discovered) = tables(&*source).await?;
        let info = &self.definition.info;
        let layout = Layout::of(&info.name, known.iter().map(|table| &**table));
        let selection = selection::read(selection, &layout);
        self.warn_of_unknown(&selection, &known);
        let options = PlanOptions {
            state,
            selection,
            strict: info.strict,
            concurrency: info.concurrency,
            ..PlanOptions::default()
        };
        let plan = Plan::new(&*source, discovered, options)?;
        Ok((source, plan, StreamSink::new(self.outbox.clone(), layout)))
    }

    /// A table may be gone from the source, or come to light only when its rows are read: nothing to fail for.
    fn warn_of_unknown(&self, selection: &Selection, known: &[Arc<TableSpec>]) {
        for (name, _) in selection.named() {
            if !known.is_empty() && known.iter().all(|table| table.full_name() != name) {
                let text = format!("the selection names the table `{name}`, which the source does not have now");
                tracing::warn!("{text}");
                self.outbox.send_small(message(Operation::Warning(proto::Warning { message: text })));
            }
        }
    }
}

/// An answer as bytes.
pub(super) fn encoded(message: &impl Message) -> tonic::codegen::Bytes {
    message.encode_to_vec().into()
}

#[cfg(test)]
mod tests;
