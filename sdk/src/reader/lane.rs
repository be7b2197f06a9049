//! One run of pages, fetched ahead of whoever writes its rows.

use std::sync::Arc;

use serde_json::Value as Json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock;
use crate::error::{Error, Result};

/// Rows that were fetched before their turn, over all lanes of a stage, are no more than this many.
const ROWS_AHEAD: usize = 20_000;

/// So many pages of a lane wait. The lane whose turn it is has its pages taken at once.
const PAGES_AHEAD: usize = 16;

/// A page's rows.
pub(super) struct Fetched<T> {
    pub(super) rows: Vec<T>,
    /// Where to go on after this page.
    pub(super) position: Option<Json>,
    /// What it takes of the room of its stage until it is written.
    pub(super) room: Option<OwnedSemaphorePermit>,
}

/// Limits what all lanes of a stage fetch ahead.
#[derive(Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(ROWS_AHEAD)))
    }
}

/// The right to fetch, until the lane has fetched everything.
pub(super) type Place = OwnedSemaphorePermit;

/// Where a lane puts its pages.
pub(super) struct Pages<T> {
    sender: mpsc::Sender<Fetched<T>>,
    turn: watch::Receiver<bool>,
    room: Room,
}

impl<T> Pages<T> {
    /// Waits until there is room for the page, or until it is the lane's turn. `false` when nobody wants it.
    pub(super) async fn put(&mut self, rows: Vec<T>, position: Option<Json>) -> bool {
        let permits = u32::try_from(rows.len().clamp(1, ROWS_AHEAD)).unwrap_or(1);
        let room = tokio::select! {
            biased;
            room = self.room.0.clone().acquire_many_owned(permits) => room.ok(),
            // Room may be full of the pages of lanes behind this one.
            _ = self.turn.wait_for(|turn| *turn) => None,
        };
        self.sender.send(Fetched { rows, position, room }).await.is_ok()
    }
}

/// A lane at work. Dropping it ends the work.
pub(super) struct Lane<T> {
    pages: mpsc::Receiver<Fetched<T>>,
    turn: watch::Sender<bool>,
    task: Task,
}

/// Work that goes on by itself, on the clock of the sync. Dropping this ends it.
pub(super) struct Task(JoinHandle<Result<()>>);

impl Task {
    pub(super) fn spawn(work: impl Future<Output = Result<()>> + Send + 'static) -> Self {
        Self(tokio::spawn(clock::with(clock::current(), work)))
    }

    /// Waits for its end. A panic goes on here.
    pub(super) async fn end(&mut self) -> Result<()> {
        match (&mut self.0).await {
            Ok(result) => result,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(Error::stopped("a reader was stopped")),
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<T: Send + 'static> Lane<T> {
    /// Starts fetching.
    pub(super) fn start<F>(room: Room, place: Place, fetch: impl FnOnce(Pages<T>) -> F) -> Self
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let (sender, pages) = mpsc::channel(PAGES_AHEAD);
        let (turn, waiting) = watch::channel(false);
        let fetching = fetch(Pages { sender, turn: waiting, room });
        let task = Task::spawn(async move {
            let _place = place;
            fetching.await
        });
        Self { pages, turn, task }
    }

    /// Says that its pages are taken from now on.
    pub(super) fn take_turn(&self) {
        self.turn.send_replace(true);
    }

    /// The next page; `None` after the last one.
    pub(super) async fn next(&mut self) -> Result<Option<Fetched<T>>> {
        if let Some(page) = self.pages.recv().await {
            return Ok(Some(page));
        }
        self.task.end().await.map(|()| None)
    }
}
