//! What the stages of one run share, and what a stage asks of those below it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::flow::Flow;
use crate::context::ReaderContext;
use crate::error::Result;

/// Rows of children after which a checkpoint is made, even in the middle of their parents' page.
const ROWS_PER_CHECKPOINT: usize = 10_000;

/// What all stages of one run share.
pub struct Work<C> {
    pub(super) config: Arc<C>,
    pub(super) context: ReaderContext,
    rows: AtomicUsize,
}

impl<C> Work<C> {
    pub(super) fn new(config: Arc<C>, context: ReaderContext) -> Self {
        Self { config, context, rows: AtomicUsize::new(0) }
    }

    pub(super) async fn checkpoint(&self) -> Result<()> {
        self.rows.store(0, Ordering::Relaxed);
        self.context.run().checkpoint().await
    }

    pub(super) async fn checkpoint_after(&self, rows: usize) -> Result<()> {
        if self.rows.fetch_add(rows, Ordering::Relaxed) + rows >= ROWS_PER_CHECKPOINT {
            self.checkpoint().await
        } else {
            Ok(())
        }
    }
}

/// A stage below another one.
pub trait Branch<C, P>: Send + Sync {
    /// Whether any of its rows, or of the stages below it, go anywhere.
    fn is_wanted(&self, context: &ReaderContext) -> bool;

    /// Begins to read the children of the parents that will be given to it.
    fn begin(self: Arc<Self>, work: &Arc<Work<C>>) -> Flow<P>;

    /// Whether a parent was left out that may go well the next time.
    fn left_out(&self) -> bool;

    /// Called after all parents were visited.
    fn finish<'a>(&'a self, work: &'a Work<C>) -> BoxFutureIn<'a, Result<()>>;
}

pub(super) type BoxFutureIn<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
