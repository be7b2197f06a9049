//! A paginated reader: pages become rows, parents have children, and the state follows.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use super::branch::{BoxFutureIn, Branch, Work};
use super::cursor_value::CursorValue;
use super::flow::{Flow, begin};
use super::input::{Input, Parent};
use super::lane::{Lane, Place, Room};
use super::saved::Saved;
use super::since::{Rules, Track};
use crate::connector::BoxFuture;
use crate::context::ReaderContext;
use crate::error::{ErrorKind, Result};
use crate::paginate::{Pages, Paginate};
use crate::table::{Incremental, Table};

type Fetch<C, P, S, T> = Arc<dyn Fn(Arc<C>, Parent<P>, Input<S>) -> BoxFuture<Result<Vec<T>>> + Send + Sync>;
type NewTrack<C, T> = Box<dyn Fn(&C, Option<&serde_json::Value>) -> Result<Box<dyn Track<T>>> + Send + Sync>;

/// A paginated reader. `#[paginate]` writes it; by hand:
///
/// ```
/// use connector_sdk::connector::Reader;
/// use connector_sdk::paginate::{self, OffsetPages};
/// use connector_sdk::prelude::*;
/// use connector_sdk::reader::{Input, Stage};
/// # #[table(primary_key = id)] #[derive(Deserialize)] struct Order { id: i64 }
/// # struct Shop { http: connector_sdk::http::Client }
///
/// let reader: Reader<Shop> = Reader::new("orders").argument::<Rows<Order>>().run(|shop, context| {
///     let pages = |_: &Shop| paginate::offset().limit(100);
///     Stage::new("orders", pages, |shop: std::sync::Arc<Shop>, _parent, input: Input<OffsetPages>| {
///         Box::pin(async move { shop.http.get("orders").page(input.page()).records::<Order>("/items").await })
///     })
///     .run(shop, context)
/// });
/// ```
pub struct Stage<C, P, S: Paginate, T> {
    name: &'static str,
    style: Arc<dyn Fn(&C) -> S + Send + Sync>,
    fetch: Fetch<C, P, S::Page, T>,
    new_track: Option<NewTrack<C, T>>,
    per: Option<fn(&P) -> String>,
    /// The track of a cursor that all parents share.
    track: Mutex<Option<Box<dyn Track<T>>>>,
    pub(super) children: Vec<Arc<dyn Branch<C, T>>>,
    pub(super) concurrency: usize,
    max_pages: Option<usize>,
    /// What became of the parents, where failing is allowed.
    failures: Option<Mutex<Failures>>,
}

/// Parents that failed, of how many.
#[derive(Clone, Default)]
struct Failures {
    parents: usize,
    failed: usize,
    /// What the first of them said.
    first: Option<String>,
    /// Whether one of them may go well the next time.
    passing: bool,
}

impl<C, P, S, T> Stage<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    /// A reader with a style of paging and the function that fetches a page.
    pub fn new(
        name: &'static str,
        style: impl Fn(&C) -> S + Send + Sync + 'static,
        fetch: impl Fn(Arc<C>, Parent<P>, Input<S::Page>) -> BoxFuture<Result<Vec<T>>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            style: Arc::new(style),
            fetch: Arc::new(fetch),
            new_track: None,
            per: None,
            track: Mutex::default(),
            children: Vec::new(),
            concurrency: 1,
            max_pages: None,
            failures: None,
        }
    }

    /// Reads only what has changed since the last sync, by these rules.
    pub fn since(mut self, rules: impl Fn(&C, Rules<T::Cursor>) -> Rules<T::Cursor> + Send + Sync + 'static) -> Self
    where
        T: Incremental<Cursor: CursorValue>,
    {
        self.new_track = Some(Box::new(move |config, saved| rules(config, Rules::new()).track(saved)));
        self
    }

    /// Keeps one cursor for each of these values of the parent.
    pub fn per(mut self, key: fn(&P) -> String) -> Self {
        self.per = Some(key);
        self
    }

    /// Adds a reader that is called for each row of this one.
    pub fn child(mut self, child: impl Branch<C, T> + 'static) -> Self {
        self.children.push(Arc::new(child));
        self
    }

    /// Sets for how many parents at the same time the source is asked; 1 unless set. Rows are written in the order of
    /// the parents all the same.
    pub fn concurrency(mut self, parents: usize) -> Self {
        self.concurrency = parents.max(1);
        self
    }

    /// Sets how many pages there can be for each parent; a million unless set.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.max_pages = Some(pages);
        self
    }

    /// Lets parents fail: they are counted and reported, and the sync goes on. Wrong credentials still end it.
    ///
    /// After a failure that may pass (no answer, too many requests) the parents' own cursor stays where it was before
    /// the first of them, so that the next sync comes back; after one that will not (404, rows that do not fit) it goes
    /// on.
    pub fn skip_failing(mut self) -> Self {
        self.failures = Some(Mutex::default());
        self
    }

    pub(super) fn table() -> String {
        T::spec().full_name()
    }

    fn is_selected(context: &ReaderContext) -> bool {
        context.is_selected(&Self::table())
    }

    /// A cursor of a table that is not selected would hide its rows from the sync that selects it.
    fn tracks(&self, work: &Work<C>) -> Option<&NewTrack<C, T>> {
        self.new_track.as_ref().filter(|_| Self::is_selected(&work.context))
    }

    /// The track for a parent, or the argument of a track that all parents share.
    fn track_of(&self, work: &Work<C>, parent: &P) -> Result<Begun<T>> {
        let Some(new_track) = &self.new_track else { return Ok(Begun { own: None, key: None, since: None }) };
        let selected = Self::is_selected(&work.context);
        let saved = if selected { Saved::of(&work.context, &Self::table())? } else { Saved::default() };
        if let Some(per) = self.per {
            let key = per(parent);
            let track = new_track(&work.config, saved.parents.get(&key))?;
            return Ok(Begun { since: Some(track.since()), own: Some(track), key: Some(key) });
        }
        let mut shared = lock(&self.track);
        if shared.is_none() {
            *shared = Some(new_track(&work.config, saved.cursor.as_ref())?);
        }
        Ok(Begun { own: None, key: None, since: shared.as_ref().map(|track| track.since()) })
    }

    /// Begins to fetch for a parent.
    pub(super) fn start(
        &self,
        work: &Work<C>,
        parent: Parent<P>,
        room: &Room,
        place: Place,
        is_root: bool,
    ) -> Result<Started<T>> {
        let begun = self.track_of(work, &parent)?;
        let position = if is_root { Saved::of(&work.context, &Self::table())?.position } else { None };
        let style = (self.style)(&work.config);
        let mut pages = Pages::begin(style, work.context.run().now(), position)?;
        if let Some(most) = self.max_pages {
            pages = pages.most(most);
        }
        let (fetch, config, since) = (self.fetch.clone(), work.config.clone(), begun.since.clone());
        let lane = Lane::start(room.clone(), place, |mut out| async move {
            while let Some(page) = pages.page()? {
                let input = Input { page: page.clone(), since: since.clone() };
                let rows = match fetch(config.clone(), parent.clone(), input).await {
                    Ok(rows) => rows,
                    Err(error) => {
                        pages.refused(error)?;
                        continue;
                    }
                };
                pages.answered(&page, rows.len())?;
                if !out.put(rows, pages.position()).await {
                    break;
                }
            }
            Ok(())
        });
        Ok(Started { lane, own: Some(Own { track: begun.own, key: begun.key }) })
    }

    /// Counts a failed parent where that is allowed.
    pub(super) fn count(&self, result: Result<()>) -> Result<()> {
        let Some(failures) = &self.failures else { return result };
        let mut failures = lock(failures);
        failures.parents += 1;
        match result {
            Err(error) if matches!(error.kind(), ErrorKind::Source | ErrorKind::Transient | ErrorKind::RateLimit) => {
                failures.failed += 1;
                failures.first.get_or_insert_with(|| error.to_string());
                failures.passing |= error.kind() != ErrorKind::Source;
                Ok(())
            }
            result => result,
        }
    }

    /// Takes a page's rows into account. Answers with what the user should be told.
    pub(super) fn see(&self, own: &mut Own<T>, rows: &[T]) -> Option<String> {
        match &mut own.track {
            Some(track) => track.see(rows),
            None => lock(&self.track).as_mut().and_then(|track| track.see(rows)),
        }
    }

    /// Saves how far a parent's own children have been read, all of them.
    pub(super) fn save_own(&self, work: &Work<C>, own: &Own<T>) -> Result<()> {
        if let (Some(track), Some(key)) = (&own.track, &own.key)
            && self.tracks(work).is_some()
            && !self.is_held()
            && let Some(cursor) = track.cursor(true)?
        {
            Saved::change(&work.context, &Self::table(), |saved| drop(saved.parents.insert(key.clone(), cursor)))?;
        }
        Ok(())
    }

    /// Whether the next sync has to come back to rows that were read, as children of theirs are missing.
    fn is_held(&self) -> bool {
        self.children.iter().any(|child| child.left_out())
    }

    /// Saves how far the rows have been read. A cursor that does not come in order stays as it was until the end; if
    /// the order turns out to be untrue later, it goes back to what it was.
    pub(super) fn save(&self, work: &Work<C>, complete: bool, mut position: Option<serde_json::Value>) -> Result<()> {
        let mut cursor = match lock(&self.track).as_ref().filter(|_| self.tracks(work).is_some()) {
            Some(track) => Some(track.cursor(complete)?),
            None => None,
        };
        let before = Saved::of(&work.context, &Self::table())?;
        if self.is_held() {
            cursor = None;
            // Where a style has come to its end there is nothing to come back to.
            position = position.and_then(|_| before.position.clone());
        }
        let cursor = cursor.unwrap_or_else(|| before.cursor.clone());
        if cursor == before.cursor && position == before.position {
            return Ok(());
        }
        Saved::change(&work.context, &Self::table(), |saved| {
            saved.position = position;
            saved.cursor = cursor;
        })
    }
}

/// [`Stage::run`] for generated code: a function and no method, as rustc reports a type that is no table as it is for
/// the one, and speaks of a missing method for the other.
#[doc(hidden)]
pub fn run<C, S, T>(stage: Stage<C, (), S, T>, config: Arc<C>, context: ReaderContext) -> BoxFuture<Result<()>>
where
    C: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    stage.run(config, context)
}

struct Begun<T> {
    own: Option<Box<dyn Track<T>>>,
    key: Option<String>,
    since: Option<Arc<dyn Any + Send + Sync>>,
}

/// A parent whose children are being fetched.
pub(super) struct Started<T> {
    pub(super) lane: Lane<T>,
    /// Taken when its turn comes.
    pub(super) own: Option<Own<T>>,
}

/// The cursor that belongs to a parent alone.
pub(super) struct Own<T> {
    track: Option<Box<dyn Track<T>>>,
    key: Option<String>,
}

impl<C, S, T> Stage<C, (), S, T>
where
    C: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    /// Reads everything. The future is what a [`Reader`](crate::connector::Reader) runs.
    pub fn run(self, config: Arc<C>, context: ReaderContext) -> BoxFuture<Result<()>> {
        Box::pin(async move {
            let work = Arc::new(Work::new(config, context));
            if !Branch::<C, ()>::is_wanted(&self, &work.context) {
                return Ok(());
            }
            let stage = Arc::new(self);
            let Flow { parents, mut children } = begin(&stage, &work, true);
            // Nobody has taken it away from the flow that has just begun.
            let _ = parents.send(Parent { rows: Arc::new(vec![()]), index: 0 }).await;
            drop(parents);
            children.write(1).await?;
            let position = Saved::of(&work.context, &Self::table())?.position;
            stage.save(&work, true, position)?;
            stage.finish_all(&work).await
        })
    }
}

impl<C, P, S, T> Stage<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    async fn finish_all(&self, work: &Work<C>) -> Result<()> {
        let failures = self.failures.as_ref().map(|failures| lock(failures).clone());
        if let Some(Failures { parents, failed: failed @ 1.., first, passing }) = failures {
            let (name, first) = (self.name, first.unwrap_or_default());
            let again = if passing { "; the next sync comes back to them" } else { "" };
            let message = format!(
                "{name}: {failed} of {parents} parents failed and were left out, the first with: {first}{again}"
            );
            work.context.run().warn(message).await?;
        }
        for child in &self.children {
            child.finish(work).await?;
        }
        Ok(())
    }
}

impl<C, P, S, T> Branch<C, P> for Stage<C, P, S, T>
where
    C: Send + Sync + 'static,
    P: Send + Sync + 'static,
    S: Paginate,
    T: Table + Sync,
{
    fn is_wanted(&self, context: &ReaderContext) -> bool {
        Self::is_selected(context) || self.children.iter().any(|child| child.is_wanted(context))
    }

    fn begin(self: Arc<Self>, work: &Arc<Work<C>>) -> Flow<P> {
        begin(&self, work, false)
    }

    fn left_out(&self) -> bool {
        let passing = self.failures.as_ref().is_some_and(|failures| lock(failures).passing);
        passing || self.children.iter().any(|child| child.left_out())
    }

    fn finish<'a>(&'a self, work: &'a Work<C>) -> BoxFutureIn<'a, Result<()>> {
        Box::pin(async move {
            // A cursor that all parents share moves after the last of them, unless one was left out.
            let complete = self.failures.as_ref().is_none_or(|failures| lock(failures).failed == 0);
            if complete && self.per.is_none() {
                self.save(work, true, None)?;
            }
            self.finish_all(work).await
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
