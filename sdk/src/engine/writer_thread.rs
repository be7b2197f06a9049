//! The thread on which a sink works.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::context::Progress;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::schema::TableSpec;
use crate::sink::Sink;

/// So few batches wait for a slow sink; then the source waits.
const WAITING: usize = 4;

/// Starts a sink's thread and has it declare the tables.
pub(super) async fn start(
    mut sink: Box<dyn Sink>,
    tables: Vec<Arc<TableSpec>>,
    progress: Arc<Progress>,
) -> Result<(mpsc::Sender<Event>, WriterThread)> {
    let (events, received) = mpsc::channel(WAITING);
    let (declared, answer) = oneshot::channel();
    let thread = std::thread::Builder::new().name("sink".to_owned()).spawn(move || {
        let result = sink.declare(&tables);
        let failed = result.is_err();
        // Nobody listens any more if the sync was stopped meanwhile; then there is nothing to do either.
        if declared.send(result).is_err() || failed {
            return Ok(());
        }
        work(&mut *sink, received, &progress)
    });
    let thread = WriterThread(thread.map_err(|error| Error::bug(format!("cannot start a thread: {error}")))?);
    match answer.await {
        Ok(Ok(())) => Ok((events, thread)),
        Ok(Err(error)) => {
            // The sink and its locks are gone when the caller hears of it.
            thread.join().await?;
            Err(error)
        }
        Err(_) => Err(thread.join().await.err().unwrap_or_else(|| Error::bug("the sink ended too early"))),
    }
}

fn work(sink: &mut dyn Sink, mut events: mpsc::Receiver<Event>, progress: &Progress) -> Result<()> {
    while let Some(event) = events.blocking_recv() {
        match event {
            Event::Table(table) => sink.declare(&[table])?,
            Event::Rows(batch) => {
                let table = batch.table.clone();
                progress.batch(&batch);
                sink.write(batch).map_err(|error| error.on_table(table.full_name()))?;
            }
            Event::Truncate(table) => {
                progress.truncate(&table.full_name());
                sink.truncate(&table).map_err(|error| error.on_table(table.full_name()))?;
            }
            Event::Checkpoint(checkpoint) => {
                sink.commit(&checkpoint)?;
                progress.commit();
            }
            Event::Rollback => {
                sink.rollback()?;
                progress.rollback();
            }
            Event::Warning(warning) => sink.warn(&warning)?,
            Event::End => break,
        }
    }
    // Whatever came after the last checkpoint belongs to a reader that did not get to its end.
    sink.rollback()
}

/// A sink at work.
pub(super) struct WriterThread(JoinHandle<Result<()>>);

impl WriterThread {
    /// Waits until the sink has taken everything: until one of the senders has sent the end, or all are gone.
    pub(super) async fn join(self) -> Result<()> {
        let joined = tokio::task::spawn_blocking(move || self.0.join()).await;
        match joined {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => Err(Error::bug(format!("the sink panicked: {}", panic_text(&*panic)))),
            Err(error) => Err(Error::bug(format!("the sink's thread is lost: {error}"))),
        }
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
