//! One sync, from the first reader to the last checkpoint.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use super::definition::Source;
use super::plan::Plan;
use super::writer_thread::{self, panic_text};
use crate::clock;
use crate::context::{Clock, Emitter, EmitterOptions, Progress, ReaderContext, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::TableSpec;
use crate::sink::Sink;

/// How long a stopped sync waits for its readers to let go of what they hold.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a sync runs with, besides its plan.
pub struct RunOptions {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where progress is counted.
    pub progress: Arc<Progress>,
    /// How the sync is stopped from outside.
    pub stop: Stop,
    /// After this long without a checkpoint the engine makes one itself; never if `None`. Rows of a reader that has
    /// not saved its state yet are then committed with its older one, and emitted again after a failure.
    pub checkpoint_every: Option<Duration>,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), progress: Arc::default(), stop: Stop::default(), checkpoint_every: None }
    }
}

/// Stops a sync at its last checkpoint.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Stops the sync. What it emitted after its last checkpoint is void.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether [`stop`](Self::stop) was called.
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until [`stop`](Self::stop) is called.
    pub async fn stopped(&self) {
        // The sender lives in `self`, so that waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

/// How a sync ended.
#[derive(Debug)]
#[must_use]
pub struct Outcome {
    /// Why it failed: one error for each reader that did, and the sink's. Empty if all went well.
    pub errors: Vec<Error>,
}

impl Outcome {
    /// Whether everything was read.
    pub fn is_complete(&self) -> bool {
        self.errors.is_empty()
    }

    /// The first error, if there is one.
    pub fn into_result(self) -> Result<()> {
        self.errors.into_iter().next().map_or(Ok(()), Err)
    }
}

/// Runs a sync: the plan's readers into the sink.
///
/// A reader that fails fails the sync, but the others still run, unless the error concerns them too (kinds
/// configuration, authentication, destination, stopped). Its rows since the last checkpoint are void where no other
/// reader ran beside it.
pub async fn run(source: Arc<dyn Source>, plan: Plan, sink: Box<dyn Sink>, options: RunOptions) -> Outcome {
    let narrowed = plan.tables.iter().map(|table| Arc::new(plan.options.selection.narrow(table))).collect();
    let (encoding, progress) = (sink.encoding(), options.progress.clone());
    let (events, thread) = match writer_thread::start(sink, narrowed, progress.clone()).await {
        Ok(started) => started,
        Err(error) => return Outcome { errors: vec![error] },
    };
    let emitter = Arc::new(Emitter::new(EmitterOptions {
        events,
        state: plan.state.clone(),
        selection: Arc::new(plan.options.selection.clone()),
        declared: plan.tables.iter().chain(&plan.unselected).cloned().collect(),
        strict: plan.options.strict,
        clock: options.clock,
        progress: options.progress,
        encoding,
    }));

    let (mut errors, stopped) = read_all(source, &plan, &emitter, &options.stop, options.checkpoint_every).await;
    // A reader that was left behind, or a task that it started, may keep the channel open for ever.
    emitter.end().await;
    drop(emitter);
    if let Err(error) = thread.join().await {
        // The readers only noticed that nobody took their rows any more.
        errors.retain(|error| error.kind() != ErrorKind::Stopped);
        errors.insert(0, error);
    }
    // What the sink took after its last checkpoint is void, whether it ended well or not.
    progress.rollback();
    if stopped {
        errors = vec![Error::stopped("the sync was stopped; the next one continues from the last checkpoint")];
    }
    Outcome { errors }
}

/// Runs the readers. Says what failed, and whether they were stopped before all had ended.
async fn read_all(
    source: Arc<dyn Source>,
    plan: &Plan,
    emitter: &Arc<Emitter>,
    stop: &Stop,
    checkpoint_every: Option<Duration>,
) -> (Vec<Error>, bool) {
    let mut errors = Vec::new();
    if let Err(error) = emitter.truncate_first(&plan.truncated).await {
        return (vec![error], false);
    }
    let state = Arc::new(plan.state.clone());
    let mut waiting = plan.readers.iter();
    let mut running: JoinSet<Result<()>> = JoinSet::new();
    loop {
        while running.len() < plan.options.concurrency.max(1) {
            let Some((reader, name, tables)) = waiting.next() else { break };
            let context = ReaderContext::new(emitter.clone(), state.clone(), name, tables);
            let about = tables.first().map_or_else(|| name.to_string(), TableSpec::full_name);
            let (source, reader, emitter) = (source.clone(), *reader, emitter.clone());
            running.spawn(async move {
                // A reader's state goes out with its last rows, before another one starts.
                let clock = emitter.options.clock.clone();
                let result = match clock::with(clock, source.read(reader, context)).await {
                    Ok(()) => emitter.last_checkpoint().await,
                    failed => failed,
                };
                result.map_err(|error| error.on_table(about))
            });
        }
        let ended = tokio::select! {
            ended = running.join_next() => ended,
            () = stop.stopped() => {
                shut_down(&mut running).await;
                return (errors, true);
            }
            () = due(emitter, checkpoint_every) => {
                let made = tokio::select! {
                    made = emitter.checkpoint() => made,
                    () = stop.stopped() => Ok(()),
                };
                // If the sink is gone, the readers notice too, and it says itself why.
                if made.is_err() {
                    shut_down(&mut running).await;
                    errors.extend(made.err());
                    return (errors, false);
                }
                continue;
            }
        };
        let Some(ended) = ended else { return (errors, false) };
        let Err(error) = result_of(ended) else { continue };
        let concerns_all = matches!(
            error.kind(),
            ErrorKind::Configuration | ErrorKind::Authentication | ErrorKind::Destination | ErrorKind::Stopped
        );
        errors.push(error);
        if concerns_all {
            shut_down(&mut running).await;
            return (errors, false);
        }
        if running.is_empty()
            && let Err(error) = emitter.rollback().await
        {
            errors.push(error);
            return (errors, false);
        }
    }
}

/// Waits until a checkpoint is due. Looks at the sync's own clock, which a test can set, now and then.
async fn due(emitter: &Emitter, every: Option<Duration>) {
    let Some(every) = every else { return std::future::pending().await };
    let look = (every / 20).clamp(Duration::from_millis(5), Duration::from_secs(1));
    while emitter.since_checkpoint() < every {
        tokio::time::sleep(look).await;
    }
}

/// Stops readers where they wait. One that blocks its thread does not wait anywhere; it is left behind.
async fn shut_down(running: &mut JoinSet<Result<()>>) {
    let (patient, given_up) = mpsc::channel::<()>();
    // Not the runtime's clock, which stands still while readers block all of its threads.
    let patience = tokio::task::spawn_blocking(move || {
        let _ = given_up.recv_timeout(PATIENCE);
    });
    tokio::select! {
        () = running.shutdown() => {}
        _ = patience => {}
    }
    drop(patient);
}

fn result_of(ended: Result<Result<()>, JoinError>) -> Result<()> {
    match ended {
        Ok(result) => result,
        Err(error) if error.is_panic() => {
            let panic = error.into_panic();
            Err(Error::bug(format!("the connector panicked: {}", panic_text(&*panic)))
                .next_step("report it to the connector's author"))
        }
        Err(_) => Err(Error::stopped("a reader was stopped")),
    }
}
