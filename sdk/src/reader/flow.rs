//! How pages flow from the source to the sink: one task fetches for each level of parents and children, ahead of the
//! one writer that takes all of their rows in order.

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value as Json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::branch::{BoxFutureIn, Work};
use super::input::Parent;
use super::lane::{Fetched, Place, Room, Task};
use super::stage::{Own, Stage, Started};
use crate::context::Rows;
use crate::error::{Error, Result};
use crate::paginate::Paginate;
use crate::table::Table;

/// So many pages wait for the writer besides those that wait in their lanes, …
const PAGES_AHEAD: usize = 1;

/// … but for pages whose rows are parents. There are fewer of them when they have many rows, as the next one comes only
/// when the levels below have begun with all rows of this one.
const PARENTS_AHEAD: usize = 64;

/// A level at work.
pub struct Flow<P> {
    /// Where its parents go, in order.
    pub(super) parents: mpsc::Sender<Parent<P>>,
    /// What became of them.
    pub(super) children: Box<dyn Children>,
}

/// The rows of a level, to be written in the order of their parents.
pub(super) trait Children: Send {
    /// Writes those of the next so many parents.
    fn write(&mut self, parents: usize) -> BoxFutureIn<'_, Result<()>>;
}

/// What the writer takes from a level, parent by parent.
enum Unit<T> {
    /// A parent's turn begins.
    Begin(Own<T>),
    /// One of its pages.
    Page { rows: Arc<Vec<T>>, position: Option<Json>, room: Option<OwnedSemaphorePermit> },
    /// That was all of it.
    End(Result<()>),
}

/// Begins to fetch for the parents that will come, and to have what comes ready for its writer.
pub(super) fn begin<C, P, S, T>(stage: &Arc<Stage<C, P, S, T>>, work: &Arc<Work<C>>, is_root: bool) -> Flow<P>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    let (parents, waiting) = mpsc::channel(stage.concurrency);
    let wanted = stage.children.iter().filter(|child| child.is_wanted(&work.context));
    let (offers, children) =
        wanted.map(|child| child.clone().begin(work)).map(|flow| (flow.parents, flow.children)).unzip();
    let offers: Vec<_> = offers;
    let (units, ready) = mpsc::channel(if offers.is_empty() { PAGES_AHEAD } else { PARENTS_AHEAD });
    let fetcher = Fetcher {
        stage: stage.clone(),
        work: work.clone(),
        is_root,
        room: Room::new(),
        places: Arc::new(Semaphore::new(stage.concurrency)),
        waiting,
        has_more: true,
        lanes: VecDeque::new(),
        units,
        offers,
    };
    let fetcher = Task::spawn(fetcher.run());
    let writer = Writer { stage: stage.clone(), work: work.clone(), is_root, ready, children, fetcher };
    Flow { parents, children: Box::new(writer) }
}

/// Fetches for several parents at a time, and hands on what came for one after the other.
struct Fetcher<C, P, S: Paginate, T> {
    stage: Arc<Stage<C, P, S, T>>,
    work: Arc<Work<C>>,
    is_root: bool,
    room: Room,
    places: Arc<Semaphore>,
    waiting: mpsc::Receiver<Parent<P>>,
    /// Whether more parents may come.
    has_more: bool,
    /// In the order of their parents.
    lanes: VecDeque<Started<T>>,
    units: mpsc::Sender<Unit<T>>,
    /// Where this level's own rows go as parents.
    offers: Vec<mpsc::Sender<Parent<T>>>,
}

impl<C, P, S, T> Fetcher<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    async fn run(mut self) -> Result<()> {
        // A writer that has gone says itself why.
        self.hand_on().await.or_else(|error| error.map_or(Ok(()), Err))
    }

    /// Until there are no more parents. Fails without an error where nobody takes the rows any more.
    async fn hand_on(&mut self) -> Result<(), Option<Error>> {
        loop {
            if self.lanes.is_empty() && !self.start_next().await? {
                return Ok(());
            }
            let front = &mut self.lanes[0];
            front.lane.take_turn();
            if let Some(own) = front.own.take() {
                self.give(Unit::Begin(own)).await?;
            }
            let result = loop {
                match self.next_page().await? {
                    Ok(Some(page)) => self.hand_on_page(page).await?,
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            };
            // The lane lets go of its parent before the writer may ask for it.
            self.lanes.pop_front();
            self.give(Unit::End(result)).await?;
        }
    }

    /// The next page of the parent whose turn it is. Meanwhile others begin.
    async fn next_page(&mut self) -> Result<Result<Option<Fetched<T>>>, Option<Error>> {
        loop {
            let room = self.lanes.len() < 2 * self.stage.concurrency;
            let started = tokio::select! {
                biased;
                started = next(&self.places, &mut self.waiting), if room && self.has_more => started,
                page = self.lanes[0].lane.next() => return Ok(page),
            };
            self.start(started)?;
        }
    }

    /// Begins with the next parent. `false` if there is none.
    async fn start_next(&mut self) -> Result<bool, Option<Error>> {
        if self.has_more {
            let started = next(&self.places, &mut self.waiting).await;
            self.start(started)?;
        }
        Ok(self.has_more)
    }

    fn start(&mut self, next: Option<(Place, Parent<P>)>) -> Result<(), Option<Error>> {
        self.has_more = next.is_some();
        if let Some((place, parent)) = next {
            let started = self.stage.start(&self.work, parent, &self.room, place, self.is_root);
            self.lanes.push_back(started.map_err(|error| error.on_table(Stage::<C, P, S, T>::table()))?);
        }
        Ok(())
    }

    /// Hands a page to the writer, and its rows to the levels below as their parents.
    async fn hand_on_page(&mut self, page: Fetched<T>) -> Result<(), Option<Error>> {
        let Fetched { rows, position, room } = page;
        let (count, mut rows) = (rows.len(), Arc::new(rows));
        if self.offers.is_empty() || count == 0 {
            return self.give(Unit::Page { rows, position, room }).await;
        }
        self.give(Unit::Page { rows: rows.clone(), position, room }).await?;
        let all = self.offers.len() * count;
        for number in 0..all {
            // The writer wants the rows back when the last of their children is written.
            let rows = if number + 1 < all { rows.clone() } else { std::mem::take(&mut rows) };
            let parent = Parent { rows, index: number % count };
            self.offers[number / count].send(parent).await.map_err(|_| None)?;
        }
        Ok(())
    }

    // By `&mut`, as the cursors of the lanes cannot be shared between threads.
    async fn give(&mut self, unit: Unit<T>) -> Result<(), Option<Error>> {
        self.units.send(unit).await.map_err(|_| None)
    }
}

/// The next parent, once it may be fetched for.
async fn next<P>(places: &Arc<Semaphore>, waiting: &mut mpsc::Receiver<Parent<P>>) -> Option<(Place, Parent<P>)> {
    let place = places.clone().acquire_owned().await.ok()?;
    Some((place, waiting.recv().await?))
}

/// Writes the rows of a level. Children go before their parents, and a parent's cursor moves after both.
struct Writer<C, P, S: Paginate, T> {
    stage: Arc<Stage<C, P, S, T>>,
    work: Arc<Work<C>>,
    is_root: bool,
    ready: mpsc::Receiver<Unit<T>>,
    children: Vec<Box<dyn Children>>,
    fetcher: Task,
}

impl<C, P, S, T> Writer<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    async fn write_parent(&mut self) -> Result<()> {
        let Some(Unit::Begin(mut own)) = self.ready.recv().await else { return self.broken().await };
        loop {
            match self.ready.recv().await {
                Some(Unit::Page { rows, position, room: _room }) => self.write_page(&mut own, rows, position).await?,
                Some(Unit::End(Ok(()))) => {
                    self.stage.count(Ok(()))?;
                    return self.stage.save_own(&self.work, &own);
                }
                Some(Unit::End(failed)) => return self.stage.count(failed.map_err(Self::on_table)),
                Some(Unit::Begin(_)) | None => return self.broken().await,
            }
        }
    }

    async fn write_page(&mut self, own: &mut Own<T>, rows: Arc<Vec<T>>, position: Option<Json>) -> Result<()> {
        let count = rows.len();
        if let Some(warning) = self.stage.see(own, &rows) {
            self.work.context.run().warn(format!("{}: {warning}", Stage::<C, P, S, T>::table())).await?;
        }
        for child in &mut self.children {
            child.write(count).await?;
        }
        let rows = Arc::try_unwrap(rows).map_err(|_| Error::bug("a child still holds its parent after it ended"))?;
        let writer: Rows<T> = self.work.context.argument()?;
        writer.upsert_all(rows).await.map_err(Self::on_table)?;
        if self.is_root {
            self.stage.save(&self.work, false, position)?;
            self.work.checkpoint().await
        } else {
            self.work.checkpoint_after(count).await
        }
    }

    /// What ended the fetcher before its time.
    async fn broken(&mut self) -> Result<()> {
        self.fetcher.end().await?;
        Err(Error::bug("the pages of a reader ended too early"))
    }

    fn on_table(error: Error) -> Error {
        error.on_table(Stage::<C, P, S, T>::table())
    }
}

impl<C, P, S, T> Children for Writer<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    fn write(&mut self, parents: usize) -> BoxFutureIn<'_, Result<()>> {
        Box::pin(async move {
            for _ in 0..parents {
                self.write_parent().await?;
            }
            Ok(())
        })
    }
}
